using System.Globalization;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>Obligation <c>instance</c>: the instance that was frozen is the one that was captured and that answered the thaw.</summary>
internal sealed record OneInstance : Proof
{
    private OneInstance(string evidence)
        : base(evidence)
    {
    }

    /// <param name="index">The evidence.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="window">Its freeze.</param>
    /// <param name="thaw">Its own post hook; null when none ran.</param>
    public static Obligation<OneInstance> Of(EvidenceIndex index, BackedUpMachine vm, FreezeWindow window, HookExecution? thaw)
    {
        if (!ThawAnswers.Has(thaw))
        {
            return ThawAnswers.WhyNot(thaw);
        }

        var watched = Between(vm, window.Freeze.StartedAt, thaw!.EndedAt);
        return (watched.Gap ?? Pod(index, vm, watched.States, window.Freeze)) is { } gap ? gap : new OneInstance($"{Name(watched.States)}, answered the thaw");
    }

    /// <summary>For a guest that KubeVirt quiesced for its own backup, between two moments.</summary>
    public static Obligation<OneInstance> OfQuiesced(BackedUpMachine vm, MachineBackup backup)
    {
        var watched = Between(vm, backup.CreatedAt, backup.ToldAt);
        return watched.Gap is { } gap ? gap : new OneInstance(Name(watched.States));
    }

    /// <summary>The states in which the instance was that was there before the freeze. One that had already taken its predecessor's place may be told of late.</summary>
    private static (Gap? Gap, List<VirtualMachineState> States) Between(BackedUpMachine vm, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (vm.Timeline.IsEmpty || from is not { } frozen || to is not { } thawed)
        {
            return (new Gap(ReasonCode.FactsAfterTheFact, "nobody watched which instance ran"), []);
        }

        var told = vm.Timeline.Between(frozen, thawed);
        // Where no other instance was there, none but this one can have been frozen, however young it is by another clock. Somebody's word has one alone.
        var isOnly = told.Select(state => state.Machine?.InstanceUid ?? "").Where(uid => uid.Length > 0).Distinct(StringComparer.Ordinal).Count() == 1;
        var latest = frozen.Plus(isOnly ? Clocks.ToleranceSeconds : -Clocks.ToleranceSeconds);
        var first = told.LastOrDefault(state => state.Machine?.InstanceCreatedAt <= latest)?.Machine;
        if (first is not { State: RunState.On, InstanceUid.Length: > 0 })
        {
            return (new Gap(ReasonCode.InstanceReplaced, "no instance of it is known that was created before the freeze"), []);
        }

        var states = told.SkipWhile(state => state.Machine?.InstanceUid != first.InstanceUid).ToList();
        return states.Select(state => Replaced(state, first, thawed)).OfType<string>().FirstOrDefault() is { } replaced ? (new Gap(ReasonCode.InstanceReplaced, replaced), states) : (null, states);
    }

    /// <summary>A change is told seconds after it happened. One that is told after the thaw was answered counts only where the new instance is older than the thaw.</summary>
    private static string? Replaced(VirtualMachineState state, VirtualMachineFacts first, DateTimeOffset thawed)
    {
        var isLate = state.At > thawed.Plus(Clocks.ToleranceSeconds);
        return state.Machine is not { State: RunState.On } machine ? isLate ? null : "its instance was stopped or deleted before the thaw"
            : machine.InstanceUid == first.InstanceUid || (isLate && (machine.InstanceUid.Length == 0 || machine.InstanceCreatedAt > thawed.Plus(Clocks.ToleranceSeconds))) ? null
            : $"instance {Short(machine.InstanceUid)} took the place of {Short(first.InstanceUid)} before the thaw";
    }

    /// <summary>
    /// The pod that ran the hooks is one of this instance, older than the freeze, and was in the backup. Of several that run any may have the guest: anybody may make a pod
    /// that looks like a launcher, and have the real one left out.
    /// </summary>
    private static Gap? Pod(EvidenceIndex index, BackedUpMachine vm, List<VirtualMachineState> states, HookExecution freeze)
    {
        var instance = states[0].Machine!.InstanceUid;
        var own = states.SelectMany(state => state.Machine?.Pods ?? []).Where(pod => pod.InstanceUid == instance && pod.CreatedAt <= freeze.StartedAt?.Plus(Clocks.ToleranceSeconds))
            .Select(pod => pod.Name).ToHashSet(StringComparer.Ordinal);
        return own.Count == 0 ? new Gap(ReasonCode.InstanceReplaced, "no launcher pod of its instance was there before the freeze")
            : freeze.Pod is { } pod && !own.Contains(pod.Name) ? new Gap(ReasonCode.InstanceReplaced, $"the hook ran in {pod.Name}, which is no launcher pod of its instance")
            : !index.HasResourceList ? new Gap(ReasonCode.EvidenceContradicts, "without the list of the backup's resources nobody knows which launcher pod was in it")
            : !own.Any(name => index.ListsPod(vm.Key.Namespace, name)) ? new Gap(ReasonCode.InstanceReplaced, $"its launcher pod {own.Order(StringComparer.Ordinal).First()} was not in the backup")
            : states[0].Machine!.Pods.FirstOrDefault(pod => pod.Phase == "Running" && own.Contains(pod.Name) && !index.ListsPod(vm.Key.Namespace, pod.Name)) is { } other
                ? new Gap(ReasonCode.InstanceReplaced, $"its launcher pod {other.Name} ran too and was not in the backup")
            : null;
    }

    private static string Name(List<VirtualMachineState> states) =>
        $"VMI {Short(states[0].Machine!.InstanceUid)}, created {states[0].Machine!.InstanceCreatedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}";

    private static string Short(string uid) => uid.Length > 8 ? uid[..8] : uid;
}
