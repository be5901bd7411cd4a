using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>The obligations of a VM that ran, each met or not.</summary>
internal sealed record RunningChecks
{
    public required Obligation<ThisBackup> ThisBackup { get; init; }

    public required Obligation<CountersAgree> Counters { get; init; }

    public required Obligation<OneInstance> Instance { get; init; }

    public required Obligation<GaplessHistory> History { get; init; }

    public required Obligation<AllDisks> Disks { get; init; }

    public required Obligation<AttestedFreeze> Freeze { get; init; }

    public required Obligation<InsideWindow> Inside { get; init; }

    public required Obligation<NobodyElse> Alone { get; init; }

    /// <summary>All of them, or null while one is missing.</summary>
    public RunningProofs? Proofs =>
        this is { ThisBackup.Proof: { } thisBackup, Counters.Proof: { } counters, Instance.Proof: { } instance, History.Proof: { } history, Disks.Proof: { } disks, Freeze.Proof: { } freeze, Inside.Proof: { } inside, Alone.Proof: { } alone }
            ? new RunningProofs { ThisBackup = thisBackup, Counters = counters, Instance = instance, History = history, Disks = disks, Freeze = freeze, Inside = inside, Alone = alone }
            : null;

    /// <summary>What is missing: first what casts a doubt on all the rest.</summary>
    public IReadOnlyList<Gap> Gaps => [.. new[] { ThisBackup.Gap, Counters.Gap, History.Gap, Instance.Gap, Disks.Gap, Freeze.Gap, Inside.Gap, Alone.Gap }.OfType<Gap>()];

    public IReadOnlyList<ObligationReport> Checklist =>
    [
        ThisBackup.Report("thisBackup"), Counters.Report("counters"), Instance.Report("instance"), History.Report("history"),
        Disks.Report("disks"), Freeze.Report("freeze"), Inside.Report("inside"), Alone.Report("alone"),
    ];

    /// <summary>By a window between two hooks.</summary>
    public static RunningChecks Of(EvidenceIndex index, MachineFindings findings, FreezeWindow window, IReadOnlyList<Placement> places)
    {
        var vm = findings.Machine;
        var thaw = findings.Attribution.Of(vm.Key).FirstOrDefault(hook => hook is { IsThaw: true, IsInert: false } && hook.Hook.StartLine > window.Freeze.StartLine)?.Hook;
        var (from, to) = (window.Freeze.StartedAt, thaw?.EndedAt ?? index.Evidence.Log.LastAt);
        return new RunningChecks
        {
            ThisBackup = Obligations.ThisBackup.Of(index, findings),
            Counters = CountersAgree.Of(index),
            Instance = OneInstance.Of(index, vm, window, thaw),
            History = GaplessHistory.Of(index.History, vm, from, to),
            Disks = AllDisks.Of(index, findings),
            Freeze = AttestedFreeze.Of(index, window, thaw, findings.Attribution, vm),
            Inside = InsideWindow.Of(findings.Captures, window, places),
            Alone = NobodyElse.Of(index, vm, from, to, thaw?.StartedAt),
        };
    }

    /// <summary>By KubeVirt's own backup.</summary>
    public static RunningChecks OfQuiesced(EvidenceIndex index, MachineFindings findings, MachineBackup backup) => new()
    {
        ThisBackup = Obligations.ThisBackup.Of(index, findings),
        Counters = CountersAgree.Of(index),
        Instance = OneInstance.OfQuiesced(findings.Machine, backup),
        History = GaplessHistory.Of(index.History, findings.Machine, backup.CreatedAt, backup.ToldAt),
        Disks = AllDisks.Of(index, findings),
        Freeze = AttestedFreeze.OfQuiesced(backup),
        Inside = InsideWindow.OfQuiesced(findings.Captures, backup.Name),
        Alone = NobodyElse.Of(index, findings.Machine, backup.CreatedAt, backup.ToldAt, backup.ToldAt),
    };

    /// <summary>Without a freeze that is attested: what can be said of the rest.</summary>
    public static RunningChecks Unfrozen(EvidenceIndex index, MachineFindings findings, Gap freeze)
    {
        var hook = findings.Finding?.Asked;
        var none = new Gap(freeze.Reason, "no freeze is attested");
        return new RunningChecks
        {
            ThisBackup = Obligations.ThisBackup.Of(index, findings),
            Counters = CountersAgree.Of(index),
            Instance = none,
            History = GaplessHistory.Of(index.History, findings.Machine, hook?.StartedAt ?? index.Backup.Summary.StartTimestamp, hook?.EndedAt ?? index.Evidence.Log.LastAt),
            Disks = AllDisks.Of(index, findings),
            Freeze = freeze,
            Inside = none,
            Alone = none,
        };
    }
}
