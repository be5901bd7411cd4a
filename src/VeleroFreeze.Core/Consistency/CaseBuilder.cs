using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency;

/// <summary>Gathers, for every VM of a backup, what its verdict rests on.</summary>
internal static class CaseBuilder
{
    public static IReadOnlyList<Case> Of(BackupFacts facts, EvidenceIndex index)
    {
        var subjects = Scope.Of(facts, index);
        var attribution = new HookAttribution(subjects, facts.Evidence.Log);
        var contradiction = Contradictions.Of(index);
        var cases = subjects.Select(subject => Of(index, subject, attribution, contradiction)).ToList();
        return SharedBy(facts, [.. UnknownDisks.Assign(index, attribution, cases)]);
    }

    private static Case Of(EvidenceIndex index, Subject subject, HookAttribution attribution, string? contradiction)
    {
        // A disk that was imported at one look and not at another is judged.
        var captures = subject.Disks.GroupBy(disk => (disk.Claim, disk.Claim.Length == 0 ? disk.Volume : ""))
            .Select(same => same.First() with { IsImporting = same.All(disk => disk.IsImporting), IsDirectory = same.Any(disk => disk.IsDirectory) })
            .Select(disk => (Disk: disk, Capture: CaptureReader.Of(index, subject, disk) with { IsDirectory = disk.IsDirectory }))
            .OrderBy(pair => pair.Capture.Claim, StringComparer.Ordinal)
            .ToList();
        return new Case
        {
            Subject = subject,
            Finding = subject.IsOff ? null : FreezeJudge.Of(subject, attribution, index),
            Captures = [.. captures.Where(pair => !IsLeftOut(subject, pair.Disk)).Select(pair => pair.Capture)],
            Importing = [.. captures.Where(pair => IsLeftOut(subject, pair.Disk)).Select(pair => pair.Capture)],
            // What is wrong with the hooks of a backup says nothing about a VM that was off.
            Contradiction = (subject.IsOff ? null : contradiction) ?? Contradictions.Of(index, subject, attribution.Of(subject.Key)),
        };
    }

    /// <summary>Only what was seen during the backup says that an import was under way then.</summary>
    private static bool IsLeftOut(Subject subject, DiskFacts disk) => disk.IsImporting && subject.Source is (FactSource.Recorded or FactSource.InBackup);

    private static IReadOnlyList<Case> SharedBy(BackupFacts facts, List<Case> cases)
    {
        var users = cases.Where(@case => !@case.Subject.IsOff)
            .SelectMany(@case => @case.Captures.Select(capture => new DiskUser(@case.Subject.Key with { Name = capture.Claim }, @case.Subject.Key, @case.Finding)))
            .Concat(Strangers(facts, cases))
            .ToLookup(user => user.Claim);
        return [.. cases.Select(@case => @case with { Sharers = Sharers(@case, users) })];
    }

    /// <summary>A VM that is not in the backup writes to its disks all the same, and no hook of this backup froze it.</summary>
    private static IEnumerable<DiskUser> Strangers(BackupFacts facts, List<Case> cases)
    {
        var judged = cases.Select(@case => @case.Subject.Key).ToHashSet();
        return Scope.Looks(facts).SelectMany(look => look.VirtualMachines.Values)
            .Where(machine => machine.State != RunState.Off && !judged.Contains(machine.Key))
            .SelectMany(machine => machine.Disks.Select(disk => new DiskUser(machine.Key with { Name = disk.Claim }, machine.Key, null)));
    }

    private static ILookup<string, FreezeFinding?> Sharers(Case @case, ILookup<VirtualMachineKey, DiskUser> users) => @case.Captures
        .SelectMany(capture => users[@case.Subject.Key with { Name = capture.Claim }]
            .Where(user => user.Machine != @case.Subject.Key)
            .Select(user => (capture.Claim, user.Finding)))
        .ToLookup(pair => pair.Claim, pair => pair.Finding);

    /// <summary>A running VM that writes to a claim.</summary>
    private sealed record DiskUser(VirtualMachineKey Claim, VirtualMachineKey Machine, FreezeFinding? Finding);
}
