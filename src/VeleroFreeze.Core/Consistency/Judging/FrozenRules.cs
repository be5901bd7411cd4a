using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Obligations;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>A VM whose freeze is attested: every disk is held against the window, and a VM whose disks all lie inside against its obligations.</summary>
internal static class FrozenRules
{
    public static Judgement Of(MachineFindings findings, FreezeFinding.Attested attested, EvidenceIndex index)
    {
        if (attested.Windows.Count == 0)
        {
            return Judgement.Unverified(ReasonCode.CaptureUnknown, "no window of its freeze is known").With(attested.Standing);
        }

        // Disks of one VM belong together, so they have to share one window; of several the one that holds most is judged.
        var best = attested.Windows.Select(window => (Window: window, Places: Place(findings, window, index))).MaxBy(pair => pair.Places.Count(place => place.Place == Disks.Place.Inside));
        var checks = RunningChecks.Of(index, findings, best.Window, best.Places);
        var judgement = attested.VssThawed ? UnfrozenRules.Of(findings, ReasonCode.VssWindowExceeded, null)
            : IsInDoubt(checks, best.Places) ? Judgement.Unproven(checks.Gaps)
            : Known(findings.Captures, best.Places)
            ?? (checks.Proofs is { } proofs ? Judgement.FileSystemConsistent(proofs, ReasonCode.Frozen) : Judgement.Unproven(checks.Gaps));
        return judgement.With(attested.VssThawed ? [] : attested.Standing).With(Skew(findings.Captures)) with { Window = best.Window, Placements = best.Places, Checklist = checks.Checklist };
    }

    /// <summary>What lies inside a window is inside no freeze where another instance was captured, or another actor had the guest.</summary>
    private static bool IsInDoubt(RunningChecks checks, List<Placement> places) =>
        places.Exists(place => place.Place == Disks.Place.Inside)
        && checks.Gaps.Any(gap => gap.Reason is ReasonCode.InstanceReplaced or ReasonCode.AlreadyFrozen or ReasonCode.OtherActor);

    private static List<Placement> Place(MachineFindings findings, FreezeWindow window, EvidenceIndex index) => [.. findings.Captures.Select(capture => capture.State switch
    {
        CaptureState.Captured when capture.IsDirectory => Placement.Outside(ReasonCode.LiveFileSystemRead),
        CaptureState.Captured => LateDisks.Place(findings.Machine, window, capture, SharedDisks.Place(index, findings, capture, Placement.Of(window, capture))),
        CaptureState.NotCaptured => Placement.Missing,
        _ => Placement.Unknown(capture.Reason ?? ReasonCode.CaptureUnknown),
    })];

    /// <returns>What is known to be less than good; null when every disk lies inside, or when there is none.</returns>
    private static Judgement? Known(IReadOnlyList<DiskCapture> captures, IReadOnlyList<Placement> places)
    {
        var disks = captures.Zip(places).ToList();
        var inside = disks.Count(disk => disk.Second.Place == Disks.Place.Inside);
        var bad = disks.Where(disk => disk.Second.Place is Disks.Place.Outside or Disks.Place.Missing).ToList();
        var unknown = disks.Where(disk => disk.Second.Place == Disks.Place.Unknown).ToList();
        var reasons = bad.Select(Reason).Distinct().ToList();
        return inside == disks.Count ? null
            : bad.Count > 0 && (inside > 0 || reasons.Contains(ReasonCode.LiveFileSystemRead)) ? Judgement.Less(LesserVerdict.Partial, reasons, Captures.Causes([.. bad.Select(disk => disk.First)]))
            : unknown.Count > 0 ? Judgement.Less(LesserVerdict.Unverified, [.. unknown.Select(Reason).Distinct(), .. reasons], Captures.Causes([.. unknown.Select(disk => disk.First)]))
            : Judgement.Less(WithoutInside(bad), reasons, Captures.Causes([.. bad.Select(disk => disk.First)]));
    }

    private static LesserVerdict WithoutInside(List<(DiskCapture First, Placement Second)> bad) =>
        bad.TrueForAll(disk => disk.Second.Place == Disks.Place.Missing) ? LesserVerdict.NotCovered
        : bad.Exists(disk => disk.Second.Place == Disks.Place.Missing) ? LesserVerdict.Partial
        : LesserVerdict.CrashConsistent;

    private static ReasonCode Reason((DiskCapture First, Placement Second) disk) => disk.Second.Reason ?? disk.First.Reason ?? ReasonCode.CaptureUnknown;

    /// <summary>Seconds by which the storage's clock may differ before it is worth a word. It decides nothing.</summary>
    private const int StorageToleranceSeconds = 5;

    private static ReasonCode[] Skew(IEnumerable<DiskCapture> captures) => captures.Any(IsSkewed) ? [ReasonCode.ClockSkew] : [];

    private static bool IsSkewed(DiskCapture capture) => capture.State == CaptureState.Captured
        && (capture.StorageTime < capture.From?.At?.Plus(-StorageToleranceSeconds) || capture.StorageTime > capture.To?.At?.Plus(StorageToleranceSeconds + 1));
}
