using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>
/// A running VM whose guest is known not to have been frozen. A snapshot of every disk is as good as a power cut. A file-system copy is not: it
/// reads for minutes what the guest goes on writing, so that it is no state the disk ever had, and it counts as a part that is missing.
/// </summary>
internal static class UnfrozenRules
{
    public static Judgement Of(MachineFindings findings, ReasonCode reason, string? cause)
    {
        var captures = findings.Captures;
        var missing = captures.Where(capture => capture.State == CaptureState.NotCaptured).ToList();
        var unknown = captures.Where(capture => capture.State == CaptureState.Unknown).ToList();
        var copied = captures.Where(capture => capture is { State: CaptureState.Captured, Method: CaptureMethod.PodVolumeBackup }).ToList();
        return captures.Count == 0 ? Judgement.Unverified(ReasonCode.CaptureUnknown, "its disks are not known").With(reason)
            : missing.Count == captures.Count ? Missing(LesserVerdict.NotCovered, missing).With(reason)
            : copied.Count > 0 ? Judgement.Less(LesserVerdict.Partial, [ReasonCode.LiveFileSystemRead, reason], Captures.Names(copied))
            : missing.Count > 0 && captures.Any(capture => capture.State == CaptureState.Captured) ? Missing(LesserVerdict.Partial, missing).With(reason)
            : unknown.Count > 0 ? Judgement.Unverified(ReasonCode.CaptureUnknown, Captures.Names(unknown)).With(reason)
            : Judgement.Less(LesserVerdict.CrashConsistent, Switched(findings.Machine, reason), cause);
    }

    private static Judgement Missing(LesserVerdict verdict, List<DiskCapture> missing) =>
        Judgement.Less(verdict, [.. missing.Select(capture => capture.Reason ?? ReasonCode.VolumeSkipped).Distinct()], Captures.Causes(missing));

    /// <summary>A VM that was started or stopped meanwhile has no hook to blame.</summary>
    private static ReasonCode[] Switched(BackedUpMachine vm, ReasonCode reason) =>
        vm.WasSwitched && reason is (ReasonCode.HooksSkipped or ReasonCode.HooksMissing) ? [ReasonCode.CapturedOutsideWindow, reason] : [reason];
}
