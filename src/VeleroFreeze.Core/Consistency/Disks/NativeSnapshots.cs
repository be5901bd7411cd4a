using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>
/// Snapshots by a cloud provider's plugin. Velero logs when it asks for one and waits for the answer; no time is written anywhere else.
/// So the next hook of the same VM comes after it, as long as only one worker writes the log.
/// </summary>
internal static class NativeSnapshots
{
    public static DiskCapture? Of(EvidenceIndex index, VirtualMachineKey claim, DiskFacts disk, IReadOnlyList<VolumeInfo> volumes)
    {
        var info = volumes.FirstOrDefault(volume => volume is { Method: "NativeSnapshot", Skipped: false });
        if (info is null)
        {
            return null;
        }

        var mark = index.Marks[new VirtualMachineKey("", info.Volume)].FirstOrDefault(mark => mark.Kind == LogMarkKind.NativeSnapshot);
        var failed = info.Succeeded == false;
        return new DiskCapture
        {
            Claim = claim.Name,
            Method = CaptureMethod.NativeSnapshot,
            State = failed ? CaptureState.NotCaptured : info.Succeeded == true || index.Backup.Summary.Phase == "Completed" ? CaptureState.Captured : CaptureState.Unknown,
            Reason = failed ? ReasonCode.VolumeFailed : ReasonCode.CaptureUnknown,
            // A hotplugged disk is no part of the launcher's block: inside the VM's hooks only a second worker can meet it, and that one waits for no hook of the VM.
            From = mark is null || index.Evidence.Log.HooksInterleave || disk.IsHotplugged ? null : LogPosition.Of(mark),
        };
    }
}
