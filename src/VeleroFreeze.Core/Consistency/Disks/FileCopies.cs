using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>File-system copies (PodVolumeBackups): the data is read over the whole interval, by the clock of the node agent.</summary>
internal static class FileCopies
{
    public static DiskCapture? Of(EvidenceIndex index, BackedUpMachine vm, DiskFacts disk, IReadOnlyList<VolumeInfo> volumes)
    {
        var copies = index.Copies[new(vm.Key.Namespace, disk.Claim)].Concat(index.Copies[new(vm.Key.Namespace, "")]).Where(copy => IsOf(copy, vm, disk)).ToList();
        var info = volumes.FirstOrDefault(volume => volume is { Method: "PodVolumeBackup", Skipped: false });
        var pods = copies.Select(copy => copy.Pod).DefaultIfEmpty(info?.Pod ?? "").ToList();
        return copies.Count == 0 && info is null ? null : new DiskCapture
        {
            Claim = disk.Claim,
            Method = CaptureMethod.PodVolumeBackup,
            State = State(index, copies, info) ?? CaptureState.Unknown,
            Reason = State(index, copies, info) == CaptureState.NotCaptured ? ReasonCode.VolumeFailed : ReasonCode.CaptureUnknown,
            From = Between(copies.Select(copy => copy.StartedAt).DefaultIfEmpty(info?.StartedAt).Min()),
            To = Between(copies.Select(copy => copy.CompletedAt).DefaultIfEmpty(info?.CompletedAt).Max()),
            FollowsHook = pods.TrueForAll(pod => IsLauncher(vm, pod)),
            // Velero 1.14 thaws while its copies go on; one that names pods in its hook lines may be that.
            PrecedesThaw = !index.Evidence.Log.HooksNamePods,
            NextBlockLine = pods.Select(pod => NextBlock(index, new(vm.Key.Namespace, pod))).ToList() is var lines && lines.TrueForAll(line => line > 0) ? lines.Max() : 0,
        };
    }

    private static bool IsOf(PodVolumeBackup copy, BackedUpMachine vm, DiskFacts disk) =>
        copy.Claim == disk.Claim || (copy.Claim.Length == 0 && copy.Volume == disk.Volume && IsLauncher(vm, copy.Pod));

    private static bool IsLauncher(BackedUpMachine vm, string pod) =>
        vm.Pods.Any(known => known.Name == pod) || GeneratedNames.BaseOf(pod) == GeneratedNames.LauncherBase(vm.Key.Name);

    private static CaptureState? State(EvidenceIndex index, List<PodVolumeBackup> copies, VolumeInfo? info) =>
        copies.Any(copy => copy.Phase is "Failed" or "Canceled") || info?.Succeeded == false ? CaptureState.NotCaptured
        : !copies.TrueForAll(copy => copy.Phase == "Completed") ? null
        : info?.Succeeded == true || copies.Count > 0 || index.Backup.Summary.Phase == "Completed" ? CaptureState.Captured
        : null;

    private static int NextBlock(EvidenceIndex index, VirtualMachineKey pod) => index.Marks[pod].FirstOrDefault(mark => mark.Kind == LogMarkKind.BlockFollowed)?.Line ?? 0;

    private static LogPosition? Between(DateTimeOffset? at) => at is null ? null : new LogPosition(at, 0);
}
