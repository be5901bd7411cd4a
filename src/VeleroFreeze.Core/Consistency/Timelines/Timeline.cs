using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Timelines;

/// <summary>What happened to one VM during a backup, in order.</summary>
public static class Timeline
{
    /// <summary>Lines of the log keep the log's order; what no line tells is put where its time belongs, and what has no time comes last.</summary>
    public static IReadOnlyList<TimelineEntry> Of(BackupFacts facts, ConsistencyReport report, VirtualMachineKey key)
    {
        var index = new EvidenceIndex(facts);
        var machine = report.VirtualMachines.FirstOrDefault(machine => machine.Key == key);
        var hooks = new HookAttribution(BackupScope.Of(facts, index), facts.Evidence.Log).Of(key);
        var lines = hooks.SelectMany(TimelineText.Of)
            .Concat((machine?.Volumes ?? []).SelectMany(volume => Marks(index, key, volume.Claim)))
            .Concat(index.MachineBackups[key].Take(1).SelectMany(_ => Turn(index, key)))
            .OrderBy(entry => entry.Line);
        var began = new TimelineEntry(facts.Backup.Summary.StartTimestamp, null, "the backup began");
        return [began, .. Merge([.. lines], [.. Others(facts, index, key, machine).OrderBy(entry => entry.At ?? DateTimeOffset.MaxValue)])];
    }

    /// <summary>Once a claim has been captured, that it was captured or met again tells nothing.</summary>
    private static IEnumerable<TimelineEntry> Marks(EvidenceIndex index, VirtualMachineKey machine, string claim)
    {
        var marks = AllMarks(index, machine, claim).ToList();
        var first = marks.Where(IsCapture).Select(mark => mark.Line).DefaultIfEmpty(int.MaxValue).Min();
        return marks.Where(mark => mark.Line <= first || !(IsCapture(mark) || mark.Kind == LogMarkKind.AlreadyBackedUp)).Select(mark => TimelineText.Of(mark, claim));
    }

    /// <summary>The VM's own turn in the backup matters to those who are set off by it.</summary>
    private static IEnumerable<TimelineEntry> Turn(EvidenceIndex index, VirtualMachineKey machine) =>
        index.Marks[machine].Where(mark => mark.Kind == LogMarkKind.MachineStarted).Take(1).Select(mark => new TimelineEntry(mark.At, mark.Line, "Velero came to the VM itself"));

    private static bool IsCapture(LogMark mark) => mark.Kind is LogMarkKind.ClaimCaptured or LogMarkKind.SnapshotReady or LogMarkKind.DataUploadSubmitted;

    private static IEnumerable<LogMark> AllMarks(EvidenceIndex index, VirtualMachineKey machine, string claim)
    {
        var key = machine with { Name = claim };
        return SnapshotNames.Of(index, key, [.. index.Volumes[key]]).Append(claim).Distinct(StringComparer.Ordinal)
            .SelectMany(name => index.Marks[machine with { Name = name }].Where(mark => mark.Kind != LogMarkKind.MachineStarted))
            .Concat(index.Volumes[key].Where(volume => volume.Volume.Length > 0).SelectMany(volume => index.Marks[new VirtualMachineKey("", volume.Volume)]))
            .DistinctBy(mark => (mark.Line, mark.Kind));
    }

    private static IEnumerable<TimelineEntry> Others(BackupFacts facts, EvidenceIndex index, VirtualMachineKey key, VirtualMachineReport? machine) =>
    [
        new(facts.Backup.Summary.CompletionTimestamp, null, BackupPhases.WhyOpen(facts.Backup.Summary) is { } open ? $"the backup is not known to have ended: {open}" : $"the backup ended: {facts.Backup.Summary.Phase}"),
        .. facts.MachineBackups.MachineBackups.Where(backup => backup.Machine == key).SelectMany(TimelineText.Of),
        .. index.Operations[key].Select(TimelineText.Of),
        .. (machine?.Freeze is { FrozenAt: not null, ThawedAt: { } closed } ? [new TimelineEntry(closed, null, "the freeze window closed")] : Array.Empty<TimelineEntry>()),
        .. (machine?.Volumes ?? []).SelectMany(volume => index.Copies[key with { Name = volume.Claim }].SelectMany(TimelineText.Of)),
        .. (machine?.Volumes ?? []).SelectMany(volume => index.Operations[key with { Name = volume.Claim }].Select(TimelineText.Of)),
    ];

    private static IEnumerable<TimelineEntry> Merge(List<TimelineEntry> lines, List<TimelineEntry> others)
    {
        var next = 0;
        foreach (var other in others)
        {
            while (next < lines.Count && (other.At is not { } at || lines[next].At is not { } time || time <= at))
            {
                yield return lines[next++];
            }

            yield return other;
        }

        foreach (var line in lines.Skip(next))
        {
            yield return line;
        }
    }
}
