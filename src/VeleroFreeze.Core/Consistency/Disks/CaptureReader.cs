using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>Finds out how a disk was captured.</summary>
internal static class CaptureReader
{
    public static DiskCapture Of(EvidenceIndex index, BackedUpMachine vm, DiskFacts disk)
    {
        if (disk.Claim.Length == 0)
        {
            return DiskCapture.Of(disk.Volume, CaptureState.NotCaptured, ReasonCode.VolumeSkipped, "it has no claim");
        }

        var claim = new VirtualMachineKey(vm.Key.Namespace, disk.Claim);
        var volumes = index.Volumes[claim].ToList();
        var capture = Elsewhere(index, vm, disk, volumes)
            ?? FileCopies.Of(index, vm, disk, volumes)
            ?? Skipped(index, claim, volumes)
            ?? NativeSnapshots.Of(index, claim, disk, volumes)
            ?? CsiSnapshots.Of(index, claim, volumes)
            ?? Absent(index, claim);
        return CaptureDoubts.Of(index, claim, volumes, capture) is { } doubt ? capture with { State = CaptureState.Unknown, Reason = ReasonCode.CaptureUnknown, Cause = doubt } : capture;
    }

    /// <summary>
    /// An asynchronous operation on the claim by another plugin than Velero's own is such a data mover too. The KubeVirt data mover's is on the VM, and Velero
    /// says of its disks that it skipped them; which ones it holds is told by its VirtualMachineBackup alone.
    /// </summary>
    private static DiskCapture? Elsewhere(EvidenceIndex index, BackedUpMachine vm, DiskFacts disk, List<VolumeInfo> volumes)
    {
        var claim = new VirtualMachineKey(vm.Key.Namespace, disk.Claim);
        var backups = index.MachineBackups[vm.Key].ToList();
        var isHeld = backups.Exists(backup => backup.Volumes.Contains(disk.Volume));
        var isMoved = index.Operations[vm.Key].Any(IsForeignForMachine);
        return IsForeign(index.Backup.DataMover) || volumes.Any(volume => IsForeign(volume.DataMover)) || index.Operations[claim].Any(IsForeign)
            || (isHeld && isMoved) || (isMoved && backups.Count == 0 && volumes.TrueForAll(volume => volume.Skipped))
                ? DiskCapture.Of(claim.Name, CaptureState.Elsewhere, ReasonCode.QuiescedElsewhere) with { Method = CaptureMethod.Other, IsHeldByKubeVirt = isHeld }
                : null;
    }

    private static bool IsForeignForMachine(ItemOperation operation) =>
        operation.Resource.StartsWith("virtualmachines", StringComparison.Ordinal) && !operation.Action.StartsWith("velero.io/", StringComparison.Ordinal);

    private static bool IsForeign(string dataMover) => !DataMovers.IsBuiltIn(dataMover);

    private static bool IsForeign(ItemOperation operation) =>
        operation.Resource.StartsWith("persistentvolumeclaims", StringComparison.Ordinal) && !operation.Action.StartsWith("velero.io/", StringComparison.Ordinal);

    /// <summary>A snapshot that failed is called skipped too, with a reason that has nothing to do with it; only the log has the cause.</summary>
    private static DiskCapture? Skipped(EvidenceIndex index, VirtualMachineKey claim, List<VolumeInfo> volumes) =>
        volumes.Count == 0 || !volumes.TrueForAll(volume => volume.Skipped) ? null
        : Failed(index, claim) ?? DiskCapture.Of(claim.Name, CaptureState.NotCaptured, ReasonCode.VolumeSkipped, volumes[0].SkippedReason);

    private static DiskCapture? Failed(EvidenceIndex index, VirtualMachineKey claim) =>
        index.Marks[claim].FirstOrDefault(mark => mark.Kind == LogMarkKind.ClaimFailed) is { } failed
            ? DiskCapture.Of(claim.Name, CaptureState.NotCaptured, ReasonCode.VolumeFailed, failed.Detail)
            : null;

    /// <summary>
    /// An absent volume info alone proves nothing: Velero drops the entry when the PersistentVolume was not in the backup. That nothing was
    /// captured is known when the claim was not in the backup, or when neither the whole log nor the whole volume info says a word of it.
    /// </summary>
    private static DiskCapture Absent(EvidenceIndex index, VirtualMachineKey claim)
    {
        var skip = index.Marks[claim].FirstOrDefault(mark => mark.Kind is LogMarkKind.VolumeSkipped or LogMarkKind.BeingDeleted);
        return Failed(index, claim)
            ?? (skip is not null ? DiskCapture.Of(claim.Name, CaptureState.NotCaptured, ReasonCode.VolumeSkipped, skip.Detail)
            : index.HasResourceList && !index.ListsClaim(claim) ? DiskCapture.Of(claim.Name, CaptureState.NotCaptured, ReasonCode.VolumeSkipped, "its claim is not in the backup")
            : IsWhole(index.Evidence) ? DiskCapture.Of(claim.Name, CaptureState.NotCaptured, ReasonCode.VolumeSkipped)
            : DiskCapture.Of(claim.Name, CaptureState.Unknown, ReasonCode.CaptureUnknown));
    }

    private static bool IsWhole(BackupEvidence evidence) => evidence.VolumeInfoState == ArtifactState.Complete
        && evidence.Log is { State: ArtifactState.Complete, HasInformation: true, UnreadableLines: 0 };
}
