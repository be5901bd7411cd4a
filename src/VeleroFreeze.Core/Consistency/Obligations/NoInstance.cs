using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>The obligation <c>instance</c> of a VM that was off: none ran at any moment from before the backup's start to after its last capture.</summary>
internal sealed record NoInstance : Proof
{
    private NoInstance(string evidence)
        : base(evidence)
    {
    }

    public static Obligation<NoInstance> Of(EvidenceIndex index, Subject subject, DateTimeOffset? from, DateTimeOffset? to) =>
        index.HasHooksOf(subject.Key) || index.ListsInstance(subject.Key) ? new Gap(ReasonCode.EvidenceContradicts, "an instance or a hook of it is in the backup, so that it ran")
        : subject.Source is FactSource.Watched ? Watched(subject, from, to)
        : subject.Source is FactSource.Word or FactSource.InBackup ? Copied(index, subject)
        : new Gap(ReasonCode.FactsAfterTheFact, "nobody watched whether it ran");

    private static Obligation<NoInstance> Watched(Subject subject, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is not { } began || to is not { } ended)
        {
            return new Gap(ReasonCode.HistoryGap, "it is not known from when to when the VM had to be off");
        }

        var states = subject.Timeline.Between(began, ended);
        return states.Count == 0 || states[0].At > began ? new Gap(ReasonCode.HistoryGap, "nobody saw it before the backup began")
            : states.Any(state => state.Machine is { State: RunState.Unknown }) ? new Gap(ReasonCode.HistoryGap, "what it was is not known for a part of the backup")
            : states.FirstOrDefault(state => state.Machine is not { State: RunState.Off } && !IsAfter(state, ended)) is not null
                ? new Gap(ReasonCode.EvidenceContradicts, "an instance of it ran during the backup")
            : new NoInstance("no instance from before the backup began to after its last disk was captured");
    }

    private static bool IsAfter(VirtualMachineState state, DateTimeOffset to) => state.Machine?.InstanceCreatedAt > to.Plus(Clocks.ToleranceSeconds);

    /// <summary>
    /// A copy of the VM object proves it off only where the list of the backup could have shown an instance, and where it was not about to start. Velero 1.15 and newer
    /// collect pods and instances before they come to the VM. One that was still shutting down is not in the list; the log alone tells of it.
    /// </summary>
    private static Obligation<NoInstance> Copied(EvidenceIndex index, Subject subject) =>
        subject.IsAskedToStart ? new Gap(ReasonCode.EvidenceContradicts, "it was asked to start")
        : !index.CouldShowInstances ? new Gap(ReasonCode.HistoryGap, "the list of the backup could not have shown an instance of it")
        : subject.Source == FactSource.InBackup && !index.IsVelero115OrNewer ? new Gap(ReasonCode.HistoryGap, "with this release of Velero the copy in the backup does not tell what ran before")
        : subject.Source == FactSource.InBackup && ThisBackup.Log(index) is { } unread ? new Gap(ReasonCode.HistoryGap, $"only the whole log tells whether one was left out while it shut down: {unread.Why}")
        : index.LeavesInstanceOut(subject.Key) ? new Gap(ReasonCode.EvidenceContradicts, "an instance or a pod of it was there and was left out of the backup, so that it ran")
        : !index.ProvesNoInstance(subject.Key) ? new Gap(ReasonCode.EvidenceContradicts, "a pod in the backup may have been its launcher")
        : new NoInstance("off in the copy of the VM, and neither an instance nor a launcher pod of it in the backup");
}
