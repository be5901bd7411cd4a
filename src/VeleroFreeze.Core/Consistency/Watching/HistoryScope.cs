using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>What of a history is kept for one Backup: records of whole clusters would fill the API server's storage.</summary>
public static class HistoryScope
{
    /// <summary>Of so many VMs that did not opt in all is kept; of more, what the report lists of them.</summary>
    private const int MostOthers = 500;

    /// <summary>Whether a VM is in one of the Backup's namespaces.</summary>
    public static bool Holds(BackupObject backup, VirtualMachineKey key) => NamespaceScope.Holds(backup.IncludedNamespaces, backup.ExcludedNamespaces, key.Namespace);

    public static ClusterHistory Of(ClusterHistory history, BackupObject backup)
    {
        var inScope = history.VirtualMachines.Where(machine => Holds(backup, machine.Key)).ToList();
        var optedIn = inScope.Where(machine => HasOptedIn(machine.Value)).Select(machine => machine.Key).ToHashSet();
        var shared = optedIn.SelectMany(key => Claims(key, history.VirtualMachines[key])).ToHashSet();
        var whole = inScope.Where(machine => optedIn.Contains(machine.Key) || Claims(machine.Key, machine.Value).Any(shared.Contains)).ToDictionary();
        var others = inScope.Where(machine => !whole.ContainsKey(machine.Key)).ToList();
        var judged = others.Count <= MostOthers ? inScope.ToDictionary() : whole;
        return history with
        {
            VirtualMachines = inScope.Select(machine => judged.ContainsKey(machine.Key) ? machine : Listed(machine)).ToDictionary(),
            Actors = [.. history.Actors.Where(actor => actor.Uid != backup.Summary.Uid && (actor.Machine is not { } machine || judged.ContainsKey(machine)))],
            LeftFrozen = [.. history.LeftFrozen.Where(left => judged.ContainsKey(left.Machine))],
        };
    }

    /// <summary>Whether a VM ever asked for a freeze.</summary>
    public static bool HasOptedIn(IEnumerable<VirtualMachineState> states) => states.Any(state => state.Machine?.Policy is FreezePolicy.Required or FreezePolicy.Preferred);

    private static IEnumerable<VirtualMachineKey> Claims(VirtualMachineKey key, IEnumerable<VirtualMachineState> states) =>
        states.SelectMany(state => state.Machine?.Disks ?? []).Where(disk => disk.Claim.Length > 0).Select(disk => key with { Name = disk.Claim });

    /// <summary>The last state, with nothing in it by which it could be judged.</summary>
    private static KeyValuePair<VirtualMachineKey, IReadOnlyList<VirtualMachineState>> Listed(KeyValuePair<VirtualMachineKey, IReadOnlyList<VirtualMachineState>> machine)
    {
        var last = machine.Value.LastOrDefault(state => state.Machine is not null);
        var kept = last is null ? last : last with { Machine = new VirtualMachineFacts { Key = machine.Key, Policy = last.Machine!.Policy, State = RunState.Unknown, Disks = last.Machine.Disks } };
        return new(machine.Key, kept is null ? [] : [kept]);
    }
}
