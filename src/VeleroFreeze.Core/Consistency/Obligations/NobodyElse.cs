using System.Globalization;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>Obligation <c>alone</c>: the guest was not frozen already, and nobody else froze or thawed it in the meantime.</summary>
internal sealed record NobodyElse : Proof
{
    private NobodyElse(string evidence)
        : base(evidence)
    {
    }

    /// <param name="index">The evidence.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="from">When its pre hook began, or KubeVirt's own backup.</param>
    /// <param name="to">When its thaw was answered.</param>
    /// <param name="thawBegan">When its own post hook began: a thaw before that was somebody else's. Null where there is no such hook.</param>
    public static Obligation<NobodyElse> Of(EvidenceIndex index, BackedUpMachine vm, DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset? thawBegan)
    {
        if (index.History.Source == HistorySource.None || from is not { } began || to is not { } ended)
        {
            return new Gap(ReasonCode.FactsAfterTheFact, "nobody watched who else froze or thawed the guest");
        }

        return FrozenBefore(index.History, vm, began) is { } frozen ? new Gap(ReasonCode.AlreadyFrozen, frozen)
            : Other(index, vm, began, ended) is { } other ? new Gap(ReasonCode.OtherActor, other)
            : ThawedEarly(vm, began, thawBegan ?? ended) is { } early ? new Gap(ReasonCode.OtherActor, early)
            : new NobodyElse(index.History.Source == HistorySource.Word ? "by the word of whoever gave --objects" : "thawed before, and no other backup or snapshot of it in the meantime");
    }

    /// <summary>Whose freeze is still in force is not started anew by ours: its timer thaws in the middle.</summary>
    private static string? FrozenBefore(ClusterHistory history, BackedUpMachine vm, DateTimeOffset began) =>
        vm.Timeline.At(began.Plus(-Clocks.ToleranceSeconds)) is { IsFrozen: true } ? "the guest was frozen already when the freeze was asked for (fsFreezeStatus)"
        : history.LeftFrozen.FirstOrDefault(left => left.Machine == vm.Key && left.From < began && !(left.Until?.Plus(Clocks.ToleranceSeconds) < began)) is { } left
            ? $"the Backup {left.Backup} may have left the guest frozen{(left.Until is { } until ? $" until {Time(until)}" : "")}"
        : null;

    private static string? Other(EvidenceIndex index, BackedUpMachine vm, DateTimeOffset began, DateTimeOffset ended)
    {
        var self = index.Backup.Summary;
        var found = index.History.Actors.FirstOrDefault(actor =>
            !(actor.Kind == "Backup" && actor.Namespace == self.Namespace && actor.Name == self.Name && (actor.Uid.Length == 0 || self.Uid.Length == 0 || actor.Uid == self.Uid))
            && actor.MayHold(vm.Key)
            && actor.From <= ended.Plus(Clocks.ToleranceSeconds)
            && !(actor.To?.Plus(Clocks.ToleranceSeconds) < began)
            && !index.MachineBackups[vm.Key].Any(own => own.Uid == actor.Uid));
        return found is null ? null : $"the {found.Kind} {found.Namespace}/{found.Name} ran at the same time and may have thawed the guest";
    }

    /// <summary>KubeVirt asks every five seconds, and the watch tells later still: a thaw that is told before the post hook began came before it.</summary>
    private static string? ThawedEarly(BackedUpMachine vm, DateTimeOffset began, DateTimeOffset thawBegan)
    {
        var states = vm.Timeline.Between(began, thawBegan).Where(state => state.At < thawBegan.Plus(-Clocks.ToleranceSeconds)).ToList();
        var thawed = states.Zip(states.Skip(1)).FirstOrDefault(pair => pair is { First.Machine.IsFrozen: true, Second.Machine.IsFrozen: false });
        return thawed.Second is { } state ? $"the guest was seen thawed at {Time(state.At)}, before its thaw was asked for" : null;
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
