using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>The obligations of a VM that was off, each met or not.</summary>
internal sealed record OffChecks
{
    public required Obligation<ThisBackup> ThisBackup { get; init; }

    public required Obligation<CountersAgree> Counters { get; init; }

    public required Obligation<NoInstance> Instance { get; init; }

    public required Obligation<GaplessHistory> History { get; init; }

    public required Obligation<AllDisks> Disks { get; init; }

    public required Obligation<UnsharedDisks> Alone { get; init; }

    /// <summary>All of them, or null while one is missing.</summary>
    public OffProofs? Proofs =>
        this is { ThisBackup.Proof: { } thisBackup, Counters.Proof: { } counters, Instance.Proof: { } instance, History.Proof: { } history, Disks.Proof: { } disks, Alone.Proof: { } alone }
            ? new OffProofs { ThisBackup = thisBackup, Counters = counters, Instance = instance, History = history, Disks = disks, Alone = alone }
            : null;

    public IReadOnlyList<Gap> Gaps => [.. new[] { ThisBackup.Gap, Counters.Gap, History.Gap, Instance.Gap, Disks.Gap, Alone.Gap }.OfType<Gap>()];

    public IReadOnlyList<ObligationReport> Checklist =>
    [
        ThisBackup.Report("thisBackup"), Counters.Report("counters"), Instance.Report("instance"), History.Report("history"), Disks.Report("disks"), Alone.Report("alone"),
    ];

    public static OffChecks Of(EvidenceIndex index, MachineFindings findings)
    {
        var (from, to) = Span(index, findings);
        return new OffChecks
        {
            ThisBackup = Obligations.ThisBackup.OfOff(index, findings),
            Counters = CountersAgree.OfOff(),
            Instance = NoInstance.Of(index, findings.Machine, from, to),
            History = GaplessHistory.Of(index.History, findings.Machine, from, to),
            Disks = AllDisks.Of(index, findings),
            Alone = UnsharedDisks.Of(index, findings),
        };
    }

    /// <summary>From the backup's start to its last capture, or to the end of its items where that is not known.</summary>
    private static (DateTimeOffset? From, DateTimeOffset? To) Span(EvidenceIndex index, MachineFindings findings)
    {
        var last = findings.Captures.All(capture => capture.To?.At is not null) ? findings.Captures.Max(capture => capture.To?.At) : null;
        return (index.Backup.Summary.StartTimestamp, last ?? index.ItemsEndedAt);
    }
}
