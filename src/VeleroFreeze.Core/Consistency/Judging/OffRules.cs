using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Obligations;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>A VM that was off for the whole backup: its disks do not change, so it matters only that they were captured.</summary>
internal static class OffRules
{
    public static Judgement Of(MachineFindings findings, EvidenceIndex index)
    {
        var checks = OffChecks.Of(index, findings);
        var captures = findings.Captures;
        var missing = captures.Where(capture => capture.State == CaptureState.NotCaptured).ToList();
        var judgement = checks.ThisBackup.Gap is { Reason: ReasonCode.ForeignEvidence or ReasonCode.NotTerminal } ? Judgement.Unproven(checks.Gaps)
            : captures.Any(capture => capture.State == CaptureState.Elsewhere) ? Judgement.Unverified(ReasonCode.QuiescedElsewhere)
            : missing.Count == captures.Count ? Missing(LesserVerdict.NotCovered, missing)
            : checks.Instance.Gap is { } ran ? Judgement.Unverified(ran.Reason, ran.Why)
            : checks.History.Gap is { } gap ? Judgement.Unverified(gap.Reason, gap.Why)
            : captures.Any(capture => capture.State == CaptureState.Unknown) ? Judgement.Unverified(ReasonCode.CaptureUnknown, Names(captures, CaptureState.Unknown))
            : missing.Count > 0 ? Missing(LesserVerdict.Partial, missing)
            : checks.Alone.Gap is { Reason: ReasonCode.CapturedOutsideWindow } shared ? Judgement.Less(LesserVerdict.CrashConsistent, [shared.Reason, ReasonCode.PoweredOff], shared.Why)
            : checks.Proofs is { } proofs ? Judgement.OfflineConsistent(proofs)
            : Judgement.Unproven(checks.Gaps);
        return judgement with { Checklist = checks.Checklist };
    }

    private static Judgement Missing(LesserVerdict verdict, List<DiskCapture> missing) =>
        Judgement.Less(verdict, [.. missing.Select(capture => capture.Reason ?? ReasonCode.VolumeSkipped).Distinct(), ReasonCode.PoweredOff], Captures.Causes(missing));

    private static string Names(IEnumerable<DiskCapture> captures, CaptureState state) => Captures.Names(captures.Where(capture => capture.State == state));
}
