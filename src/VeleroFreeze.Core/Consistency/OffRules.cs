using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency;

/// <summary>A VM that was off for the whole backup: its disks do not change, so it matters only that they were captured.</summary>
internal static class OffRules
{
    public static Judgement Of(Case @case)
    {
        var captures = @case.Captures;
        var missing = captures.Where(capture => capture.State == CaptureState.NotCaptured).ToList();
        return (@case.Contradiction ?? @case.Subject.Disagreement) is { } contradiction ? Judgement.Unverified(ReasonCode.EvidenceContradicts, contradiction)
            : captures.Any(capture => capture.State == CaptureState.Elsewhere) ? Judgement.Unverified(ReasonCode.QuiescedElsewhere)
            : missing.Count == captures.Count ? Missing(Verdict.NotCovered, missing)
            : @case.Subject.MayHaveRun is { } gap ? Judgement.Unverified(ReasonCode.FactsAfterTheFact, gap)
            : captures.Any(capture => capture.State == CaptureState.Unknown) ? Judgement.Unverified(ReasonCode.CaptureUnknown, Names(captures, CaptureState.Unknown))
            : missing.Count > 0 ? Missing(Verdict.Partial, missing)
            : captures.FirstOrDefault(capture => @case.Sharers.Contains(capture.Claim) && !SharedDisks.AreFrozen(@case, capture)) is { } shared
                ? new Judgement(Verdict.CrashConsistent, [ReasonCode.CapturedOutsideWindow, ReasonCode.PoweredOff], $"a running VM writes to {shared.Claim} too")
            : new Judgement(Verdict.OfflineConsistent, [ReasonCode.PoweredOff]);
    }

    private static Judgement Missing(Verdict verdict, List<DiskCapture> missing) =>
        new(verdict, [.. missing.Select(capture => capture.Reason ?? ReasonCode.VolumeSkipped).Distinct(), ReasonCode.PoweredOff], Captures.Causes(missing));

    private static string Names(IEnumerable<DiskCapture> captures, CaptureState state) => Captures.Names(captures.Where(capture => capture.State == state));
}
