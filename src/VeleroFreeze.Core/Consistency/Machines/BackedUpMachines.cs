using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Machines;

/// <summary>Puts together what is known of one VM.</summary>
internal static class BackedUpMachines
{
    public static BackedUpMachine Of(BackupFacts facts, EvidenceIndex index, VirtualMachineKey key)
    {
        var timeline = StateHistory.Of(facts.History, key);
        var (from, to) = Span(index);
        var states = States(timeline, from, to);
        var copy = facts.InBackup?.VirtualMachines.GetValueOrDefault(key);
        return states.Count > 0 ? Told(facts.History.Source, index, key, timeline, states, copy) with { PolicyChanged = IsPolicyChanged(timeline, from, to) }
            : copy is not null ? Copied(index, copy)
            : facts.Afterwards?.VirtualMachines.GetValueOrDefault(key) is { } late ? Common(late, FactSource.Afterwards) with { IsKnownToRun = index.ListsInstance(key) }
            : Unknown(facts, index, key);
    }

    private static (DateTimeOffset From, DateTimeOffset To) Span(EvidenceIndex index)
    {
        var from = index.Backup.Summary.StartTimestamp ?? index.Evidence.Log.FirstAt ?? DateTimeOffset.MinValue;
        var to = index.ItemsEndedAt ?? DateTimeOffset.MaxValue;
        return (from, to < from ? from : to);
    }

    /// <summary>
    /// The stricter label counts whenever it stood. That it changed during the backup is said only where it was told after the first seconds: many label a VM and back
    /// it up at once.
    /// </summary>
    private static bool IsPolicyChanged(StateHistory timeline, DateTimeOffset from, DateTimeOffset to)
    {
        var first = from.Plus(Clocks.ToleranceSeconds + Clocks.WatchLagSeconds);
        return timeline.Between(first < to ? first : to, to).Select(state => state.Machine).OfType<VirtualMachineFacts>().Select(machine => machine.Policy).Distinct().Count() > 1;
    }

    /// <summary>What it was at any time of the backup. One that was deleted in the meantime counts as long as it was there.</summary>
    private static List<VirtualMachineFacts> States(StateHistory timeline, DateTimeOffset from, DateTimeOffset to)
    {
        var during = timeline.Between(from, to).Select(state => state.Machine).OfType<VirtualMachineFacts>().ToList();
        // Told of before or after alone, by a clock that is another or a watch that was late: who opted in is not forgotten for that.
        return during.Count > 0 ? during : [.. timeline.All.Select(state => state.Machine).OfType<VirtualMachineFacts>()];
    }

    private static BackedUpMachine Told(HistorySource source, EvidenceIndex index, VirtualMachineKey key, StateHistory timeline, List<VirtualMachineFacts> states, VirtualMachineFacts? copy)
    {
        var (first, last) = (states[0], states[^1]);
        var ran = states.Exists(state => state.State == RunState.On) || index.ListsInstance(key) || index.HasHooksOf(key);
        return new BackedUpMachine
        {
            Key = key,
            Source = source == HistorySource.Watch ? FactSource.Watched : FactSource.Word,
            Timeline = timeline,
            Policy = Stricter(states.Select(state => state.Policy)),
            IsOff = states.TrueForAll(state => state.State == RunState.Off),
            IsKnownToRun = ran,
            WasSwitched = states.Exists(state => state.State == RunState.Off) && states.Exists(state => state.State == RunState.On),
            IsAskedToStart = states.Exists(state => state.IsAskedToStart),
            Guest = Guest([.. states.Select(state => state.Guest), copy?.Guest ?? GuestSystem.Unknown]),
            Disks = [.. states.SelectMany(state => state.Disks).Concat(copy?.Disks ?? []).Distinct()],
            Pods = [.. states.SelectMany(state => state.Pods).Distinct()],
            LivePod = first.Pods.Count > 0 && last.Pods.Count > 0 && first.Pods[0].Name == last.Pods[0].Name ? first.Pods[0].Name : null,
        };
    }

    /// <summary>The copy alone proves a VM off only where the resource list shows that no instance and no launcher pod was collected.</summary>
    private static BackedUpMachine Copied(EvidenceIndex index, VirtualMachineFacts copy) => Common(copy, FactSource.InBackup) with
    {
        IsOff = copy.State == RunState.Off && index.ProvesNoInstance(copy.Key) && !index.HasHooksOf(copy.Key),
        IsKnownToRun = copy.State == RunState.On || index.ListsInstance(copy.Key),
    };

    /// <summary>
    /// Where nobody can tell who opted in, a VM with a virt-freezer hook counts as if its backup had to be good. Where the cluster was watched all the time and the VM was
    /// not there, nothing was asked; that the backup holds no copy of it says nothing of its label.
    /// </summary>
    private static BackedUpMachine Unknown(BackupFacts facts, EvidenceIndex index, VirtualMachineKey key) => new()
    {
        Key = key,
        Source = FactSource.EvidenceOnly,
        IsKnownToRun = index.ListsInstance(key),
        Policy = index.HasHooksOf(key) && !WasWatched(facts) ? FreezePolicy.Required : FreezePolicy.None,
    };

    private static bool WasWatched(BackupFacts facts) => facts.History.Source != HistorySource.None
        && facts.Evidence.Log is { FirstAt: { } from, LastAt: { } to } && facts.History.Covers(from, to);

    private static BackedUpMachine Common(VirtualMachineFacts facts, FactSource source) => new()
    {
        Key = facts.Key,
        Source = source,
        Policy = Stricter([facts.Policy]),
        IsAskedToStart = facts.IsAskedToStart,
        Guest = facts.Guest,
        Disks = facts.Disks,
        Pods = facts.Pods,
    };

    /// <summary>A label without meaning asks for nothing.</summary>
    private static FreezePolicy Stricter(IEnumerable<FreezePolicy> told)
    {
        FreezePolicy[] order = [FreezePolicy.Required, FreezePolicy.Preferred, FreezePolicy.Disabled];
        var all = told.ToHashSet();
        return order.FirstOrDefault(all.Contains, FreezePolicy.None);
    }

    private static GuestSystem Guest(List<GuestSystem> told) =>
        told.Contains(GuestSystem.Windows) ? GuestSystem.Windows : told.Contains(GuestSystem.Other) ? GuestSystem.Other : GuestSystem.Unknown;
}
