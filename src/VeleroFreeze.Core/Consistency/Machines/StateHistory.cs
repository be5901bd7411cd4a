using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Machines;

/// <summary>The states of one VM, in the order in which they were told.</summary>
internal sealed class StateHistory(IReadOnlyList<VirtualMachineState> states)
{
    public static StateHistory Empty { get; } = new([]);

    public bool IsEmpty => states.Count == 0;

    public IReadOnlyList<VirtualMachineState> All => states;

    public static StateHistory Of(ClusterHistory history, VirtualMachineKey key) =>
        history.VirtualMachines.TryGetValue(key, out var states) ? new StateHistory(states) : Empty;

    /// <summary>What it was at a moment, as far as had been told by then; null when nothing had, or when it was gone.</summary>
    public VirtualMachineFacts? At(DateTimeOffset moment) => states.LastOrDefault(state => state.At <= moment)?.Machine;

    /// <summary>
    /// The state in which a span of time began and all that were told in it, two clocks' difference before and after included, and at its end the time within which
    /// a watch tells of a change.
    /// </summary>
    public IReadOnlyList<VirtualMachineState> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (first, last) = (from.Plus(-Clocks.ToleranceSeconds), to.Plus(Clocks.ToleranceSeconds + Clocks.WatchLagSeconds));
        var before = states.LastOrDefault(state => state.At <= first);
        var told = states.Where(state => state.At > first && state.At <= last);
        return before is null ? [.. told] : [before, .. told];
    }
}
