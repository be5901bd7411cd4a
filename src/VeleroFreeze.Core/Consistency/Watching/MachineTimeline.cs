using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>What one VM was, change by change, as far back as it is remembered. Not safe for several threads.</summary>
internal sealed class MachineTimeline(VirtualMachineKey key)
{
    /// <summary>A start has about ten changes, a migration as many. Of a VM that changes more often, the oldest are not known any more.</summary>
    internal const int Most = 64;

    /// <summary>A watch tells of a change within 3 s; clocks may differ by 2 s, and the API server writes whole seconds.</summary>
    internal static readonly TimeSpan UsualDelay = TimeSpan.FromSeconds(6);

    private readonly List<VirtualMachineState> _states = [];

    public VirtualMachineFacts? Current => _states.Count == 0 ? null : _states[^1].Machine;

    public IReadOnlyList<VirtualMachineState> States => _states;

    /// <summary>Nothing is left to tell of it.</summary>
    public bool IsOver(DateTimeOffset before) => _states.Count == 0 || (_states[^1].Machine is null && _states[^1].At < before);

    /// <param name="now">What the VM is; null when it is gone.</param>
    /// <param name="at">When the watch told of it.</param>
    /// <param name="writtenAt">When it was written, by the API server's clock; null where that is not known. What came late was not known meanwhile.</param>
    public void Tell(VirtualMachineFacts? now, DateTimeOffset at, DateTimeOffset? writtenAt = null)
    {
        var last = _states.Count == 0 ? null : _states[^1];
        if (last is null ? now is null : MachineComparison.AreSame(last.Machine, now))
        {
            return;
        }

        at = last?.At > at ? last.At : at;
        if (last is not null && writtenAt is { } written && at - written > UsualDelay)
        {
            _states.Add(new VirtualMachineState(written > last.At ? written : last.At, Unknown(now ?? last.Machine)));
        }

        _states.Add(new VirtualMachineState(at, now));
        Bound();
    }

    /// <summary>Forgets what was before, but for the last state.</summary>
    public void Forget(DateTimeOffset before)
    {
        var kept = _states.FindLastIndex(state => state.At <= before);
        if (kept > 0)
        {
            _states.RemoveRange(0, kept);
        }
    }

    /// <summary>The state at a moment and all later ones.</summary>
    public IReadOnlyList<VirtualMachineState> Since(DateTimeOffset from)
    {
        var first = Math.Max(0, _states.FindLastIndex(state => state.At <= from));
        return _states.GetRange(first, _states.Count - first);
    }

    private void Bound()
    {
        if (_states.Count > Most)
        {
            var dropped = _states.Count - (Most / 2);
            var first = _states[0] with { Machine = Unknown(_states[0].Machine) };
            _states.RemoveRange(0, dropped);
            _states.Insert(0, first);
        }
    }

    /// <summary>Asks for as much as before, and proves nothing.</summary>
    private VirtualMachineFacts Unknown(VirtualMachineFacts? known) => new() { Key = key, Policy = known?.Policy ?? default, State = RunState.Unknown };
}
