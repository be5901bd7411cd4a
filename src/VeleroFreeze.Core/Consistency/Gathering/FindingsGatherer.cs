using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Gathering;

/// <summary>Gathers, for every VM of a backup, what its verdict rests on.</summary>
internal static class FindingsGatherer
{
    public static IReadOnlyList<MachineFindings> Of(BackupFacts facts, EvidenceIndex index)
    {
        var vms = BackupScope.Of(facts, index);
        var attribution = new HookAttribution(vms, facts.Evidence.Log);
        var machines = vms.Select(vm => Of(index, vm, attribution)).ToList();
        return SharedBy(facts, [.. UnknownDisks.Assign(index, attribution, machines)]);
    }

    /// <summary>A mark that a disk is still being imported counts for nothing: anybody may write it, and a disk left out is a disk that is missing.</summary>
    private static MachineFindings Of(EvidenceIndex index, BackedUpMachine vm, HookAttribution attribution) => new()
    {
        Machine = vm,
        Finding = vm.IsOff ? null : FreezeJudge.Of(vm, attribution, index),
        Captures =
        [
            .. vm.Disks.GroupBy(disk => (disk.Claim, disk.Claim.Length == 0 ? disk.Volume : ""))
                .Select(same => same.First() with { IsDirectory = same.Any(disk => disk.IsDirectory) })
                .Select(disk => CaptureReader.Of(index, vm, disk) with { IsDirectory = disk.IsDirectory })
                .OrderBy(capture => capture.Claim, StringComparer.Ordinal),
        ],
        Attribution = attribution,
        Contradiction = Contradictions.Of(index, vm, attribution.Of(vm.Key)),
    };

    private static IReadOnlyList<MachineFindings> SharedBy(BackupFacts facts, List<MachineFindings> machines)
    {
        var users = machines.Where(findings => !findings.Machine.IsOff)
            .SelectMany(findings => findings.Captures.Select(capture => new DiskUser(findings.Machine.Key with { Name = capture.Claim }, findings.Machine.Key, findings)))
            .Concat(Strangers(facts, machines))
            .ToLookup(user => user.Claim);
        return [.. machines.Select(findings => findings with { Sharers = Sharers(findings, users) })];
    }

    /// <summary>A VM that is not in the backup writes to its disks all the same, and no hook of this backup froze it.</summary>
    private static IEnumerable<DiskUser> Strangers(BackupFacts facts, List<MachineFindings> machines)
    {
        var judged = machines.Select(findings => findings.Machine.Key).ToHashSet();
        return BackupScope.Known(facts)
            .Where(machine => machine.State != RunState.Off && !judged.Contains(machine.Key))
            .SelectMany(machine => machine.Disks.Select(disk => new DiskUser(machine.Key with { Name = disk.Claim }, machine.Key, null)));
    }

    private static ILookup<string, MachineFindings?> Sharers(MachineFindings findings, ILookup<VirtualMachineKey, DiskUser> users) => findings.Captures
        .SelectMany(capture => users[findings.Machine.Key with { Name = capture.Claim }]
            .Where(user => user.Machine != findings.Machine.Key)
            .Select(user => (capture.Claim, user.Findings)))
        .ToLookup(pair => pair.Claim, pair => pair.Findings);

    /// <summary>A running VM that writes to a claim.</summary>
    private sealed record DiskUser(VirtualMachineKey Claim, VirtualMachineKey Machine, MachineFindings? Findings);
}
