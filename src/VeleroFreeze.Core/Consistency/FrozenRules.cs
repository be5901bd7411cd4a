using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency;

/// <summary>A VM whose freeze is attested: every disk is held against the window.</summary>
internal static class FrozenRules
{
    public static Judgement Of(Case @case, FreezeFinding.Attested attested)
    {
        if (attested.Windows.Count == 0 || @case.Captures.Count == 0)
        {
            return Judgement.Unverified(ReasonCode.CaptureUnknown, "its disks are not known").With(attested.Standing);
        }

        // Disks of one VM belong together, so they have to share one window; of several the one that holds most is judged.
        var best = attested.Windows.Select(window => (Window: window, Places: Place(@case, window))).MaxBy(pair => pair.Places.Count(place => place.Place == Disks.Place.Inside));
        var judgement = ByPlaces(@case.Captures, best.Places);
        return judgement.With(attested.Standing).With(Skew(@case.Captures)) with { Window = best.Window, Placements = best.Places };
    }

    private static List<Placement> Place(Case @case, FreezeWindow window) => [.. @case.Captures.Select(capture => capture.State switch
    {
        CaptureState.Captured when capture.IsDirectory => Placement.Outside(ReasonCode.LiveFileSystemRead),
        CaptureState.Captured => SharedDisks.Place(@case, capture, Placement.Of(window, capture)),
        CaptureState.NotCaptured => Placement.Missing,
        _ => Placement.Unknown(capture.Reason ?? ReasonCode.CaptureUnknown),
    })];

    private static Judgement ByPlaces(IReadOnlyList<DiskCapture> captures, IReadOnlyList<Placement> places)
    {
        var disks = captures.Zip(places).ToList();
        var inside = disks.Count(disk => disk.Second.Place == Disks.Place.Inside);
        var bad = disks.Where(disk => disk.Second.Place is Disks.Place.Outside or Disks.Place.Missing).ToList();
        var unknown = disks.Where(disk => disk.Second.Place == Disks.Place.Unknown).ToList();
        var reasons = bad.Select(Reason).Distinct().ToList();
        return inside == disks.Count ? new Judgement(Verdict.FileSystemConsistent, [ReasonCode.Frozen])
            : bad.Count > 0 && (inside > 0 || reasons.Contains(ReasonCode.LiveFileSystemRead)) ? new Judgement(Verdict.Partial, reasons, Captures.Causes([.. bad.Select(disk => disk.First)]))
            : unknown.Count > 0 ? new Judgement(Verdict.Unverified, [.. unknown.Select(Reason).Distinct(), .. reasons], Captures.Names(unknown.Select(disk => disk.First)))
            : new Judgement(WithoutInside(bad), reasons, Captures.Causes([.. bad.Select(disk => disk.First)]));
    }

    private static Verdict WithoutInside(List<(DiskCapture First, Placement Second)> bad) =>
        bad.TrueForAll(disk => disk.Second.Place == Disks.Place.Missing) ? Verdict.NotCovered
        : bad.Exists(disk => disk.Second.Place == Disks.Place.Missing) ? Verdict.Partial
        : Verdict.CrashConsistent;

    private static ReasonCode Reason((DiskCapture First, Placement Second) disk) => disk.Second.Reason ?? disk.First.Reason ?? ReasonCode.CaptureUnknown;

    /// <summary>Seconds by which the storage's clock may differ before it is worth a word. It decides nothing.</summary>
    private const int StorageToleranceSeconds = 5;

    private static ReasonCode[] Skew(IEnumerable<DiskCapture> captures) => captures.Any(IsSkewed) ? [ReasonCode.ClockSkew] : [];

    private static bool IsSkewed(DiskCapture capture) => capture.State == CaptureState.Captured
        && (capture.StorageTime < capture.From?.At?.Plus(-StorageToleranceSeconds) || capture.StorageTime > capture.To?.At?.Plus(StorageToleranceSeconds + 1));
}
