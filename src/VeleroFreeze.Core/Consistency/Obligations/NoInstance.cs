using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>The obligation <c>instance</c> of a VM that was off: none ran at any moment from before the backup's start to after its last capture.</summary>
internal sealed record NoInstance : Proof
{
    private NoInstance(string evidence)
        : base(evidence)
    {
    }

    public static Obligation<NoInstance> Of(EvidenceIndex index, BackedUpMachine vm, DateTimeOffset? from, DateTimeOffset? to) =>
        index.HasHooksOf(vm.Key) || index.ListsInstance(vm.Key) ? new Gap(ReasonCode.EvidenceContradicts, "an instance or a hook of it is in the backup, so that it ran")
        : vm.Source is FactSource.Watched ? Watched(vm, from, to)
        : vm.Source is FactSource.Word ? ByWord(index, vm)
        : vm.Source is FactSource.InBackup ? new Gap(ReasonCode.FactsAfterTheFact, "its copy tells what it was when Velero collected it, and it may have been started after that")
        : new Gap(ReasonCode.FactsAfterTheFact, "nobody watched whether it ran");

    private static Obligation<NoInstance> Watched(BackedUpMachine vm, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is not { } began || to is not { } ended)
        {
            return new Gap(ReasonCode.HistoryGap, "it is not known from when to when the VM had to be off");
        }

        var states = vm.Timeline.Between(began, ended);
        return states.Count == 0 || states[0].At > began ? new Gap(ReasonCode.HistoryGap, "nobody saw it before the backup began")
            : states.Any(state => state.Machine is { State: RunState.Unknown }) ? new Gap(ReasonCode.HistoryGap, "what it was is not known for a part of the backup")
            : states.FirstOrDefault(state => state.Machine is not { State: RunState.Off } && !IsAfter(state, ended)) is not null
                ? new Gap(ReasonCode.EvidenceContradicts, "an instance of it ran during the backup")
            : new NoInstance("no instance from before the backup began to after its last disk was captured");
    }

    private static bool IsAfter(VirtualMachineState state, DateTimeOffset to) => state.Machine?.InstanceCreatedAt > to.Plus(Clocks.ToleranceSeconds);

    /// <summary>
    /// Somebody's word that the objects were so throughout is held against the backup: its list has to be one that could have shown an instance. One that was still
    /// shutting down is not in the list; the log alone tells of it.
    /// </summary>
    private static Obligation<NoInstance> ByWord(EvidenceIndex index, BackedUpMachine vm) =>
        vm.IsAskedToStart ? new Gap(ReasonCode.EvidenceContradicts, "it was asked to start")
        : !index.CouldShowInstances ? new Gap(ReasonCode.HistoryGap, "the list of the backup could not have shown an instance of it")
        : index.LeavesInstanceOut(vm.Key) ? new Gap(ReasonCode.EvidenceContradicts, "an instance or a pod of it was there and was left out of the backup, so that it ran")
        : !index.ProvesNoInstance(vm.Key) ? new Gap(ReasonCode.EvidenceContradicts, "a pod in the backup may have been its launcher")
        : new NoInstance("off by the word of whoever gave --objects, and neither an instance nor a launcher pod of it in the backup");
}
