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
        var cases = subjects.Select(subject => Of(index, subject, attribution)).ToList();
        return SharedBy(facts, [.. UnknownDisks.Assign(index, attribution, cases)]);
    }

    /// <summary>A mark that a disk is still being imported counts for nothing: anybody may write it, and a disk left out is a disk that is missing.</summary>
    private static Case Of(EvidenceIndex index, Subject subject, HookAttribution attribution) => new()
    {
        Subject = subject,
        Finding = subject.IsOff ? null : FreezeJudge.Of(subject, attribution, index),
        Captures =
        [
            .. subject.Disks.GroupBy(disk => (disk.Claim, disk.Claim.Length == 0 ? disk.Volume : ""))
                .Select(same => same.First() with { IsDirectory = same.Any(disk => disk.IsDirectory) })
                .Select(disk => CaptureReader.Of(index, subject, disk) with { IsDirectory = disk.IsDirectory })
                .OrderBy(capture => capture.Claim, StringComparer.Ordinal),
        ],
        Attribution = attribution,
        Contradiction = Contradictions.Of(index, subject, attribution.Of(subject.Key)),
    };

    private static IReadOnlyList<Case> SharedBy(BackupFacts facts, List<Case> cases)
    {
        var users = cases.Where(@case => !@case.Subject.IsOff)
            .SelectMany(@case => @case.Captures.Select(capture => new DiskUser(@case.Subject.Key with { Name = capture.Claim }, @case.Subject.Key, @case)))
            .Concat(Strangers(facts, cases))
            .ToLookup(user => user.Claim);
        return [.. cases.Select(@case => @case with { Sharers = Sharers(@case, users) })];
    }

    /// <summary>A VM that is not in the backup writes to its disks all the same, and no hook of this backup froze it.</summary>
    private static IEnumerable<DiskUser> Strangers(BackupFacts facts, List<Case> cases)
    {
        var judged = cases.Select(@case => @case.Subject.Key).ToHashSet();
        return Scope.Known(facts)
            .Where(machine => machine.State != RunState.Off && !judged.Contains(machine.Key))
            .SelectMany(machine => machine.Disks.Select(disk => new DiskUser(machine.Key with { Name = disk.Claim }, machine.Key, null)));
    }

    private static ILookup<string, Case?> Sharers(Case @case, ILookup<VirtualMachineKey, DiskUser> users) => @case.Captures
        .SelectMany(capture => users[@case.Subject.Key with { Name = capture.Claim }]
            .Where(user => user.Machine != @case.Subject.Key)
            .Select(user => (capture.Claim, user.Case)))
        .ToLookup(pair => pair.Claim, pair => pair.Case);

    /// <summary>A running VM that writes to a claim.</summary>
    private sealed record DiskUser(VirtualMachineKey Claim, VirtualMachineKey Machine, Case? Case);
}
