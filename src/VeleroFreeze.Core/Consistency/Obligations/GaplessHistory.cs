using System.Globalization;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>Obligation <c>history</c>: somebody watched the VM without a gap from before its freeze to its thaw, or over the backup for one that was off.</summary>
internal sealed record GaplessHistory : Proof
{
    private GaplessHistory(string evidence)
        : base(evidence)
    {
    }

    public static Obligation<GaplessHistory> Of(ClusterHistory history, BackedUpMachine vm, DateTimeOffset? from, DateTimeOffset? to) => history.Source switch
    {
        HistorySource.Word => new GaplessHistory("by the word of whoever gave --objects"),
        HistorySource.None => new Gap(ReasonCode.FactsAfterTheFact, "nobody watched the VM while it was backed up"),
        _ when from is not { } start || to is not { } end => new Gap(ReasonCode.HistoryGap, "it is not known from when to when the VM had to be watched"),
        _ when history.Watched.Count > 0 && history.Watched.All(span => span.From > to) => new Gap(ReasonCode.FactsAfterTheFact, "the verifier began to watch after that"),
        // What happened at its very end is told up to the watch's lag later.
        _ when !history.Covers(from.Value.Plus(-Clocks.ToleranceSeconds), to.Value.Plus(Clocks.ToleranceSeconds + Clocks.WatchLagSeconds)) =>
            new Gap(ReasonCode.HistoryGap, $"the verifier did not watch all the time between {Time(from.Value)} and {Time(to.Value)}"),
        _ when vm.Timeline.At(from.Value.Plus(-Clocks.ToleranceSeconds)) is null => new Gap(ReasonCode.HistoryGap, $"nobody saw the VM before {Time(from.Value)}"),
        _ when WasUnknown(vm, from.Value, to.Value) => new Gap(ReasonCode.HistoryGap, $"what the VM was is not known for all the time between {Time(from.Value)} and {Time(to.Value)}"),
        _ => new GaplessHistory($"watched without a gap from before {Time(from.Value)} to after {Time(to.Value)}"),
    };

    /// <summary>A watch that told of a change late leaves a state of which nothing is known: a gap for this VM alone.</summary>
    private static bool WasUnknown(BackedUpMachine vm, DateTimeOffset from, DateTimeOffset to) =>
        vm.Timeline.Between(from, to).Any(state => state.Machine is { State: RunState.Unknown } && state.At <= to.Plus(Clocks.ToleranceSeconds));

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
