using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Makes one history of what was recorded and of what is remembered now, by another process or by the same one later.</summary>
public static class HistoryJoin
{
    /// <param name="recorded">The older one; it counts for the time before the newer one.</param>
    /// <param name="now">The newer one; nothing comes of it while its watches are not complete.</param>
    public static ClusterHistory Of(ClusterHistory recorded, ClusterHistory now)
    {
        if (recorded.Watched.Count == 0 || now.Watched.Count == 0)
        {
            return now.Watched.Count > 0 || recorded.Source == HistorySource.None ? now : recorded;
        }

        var first = now.Watched[0].From;
        // Where the newer one has a gap, its states have it, too: the older one fills none.
        var before = recorded.Watched.Where(span => span.From <= first).Select(span => span.To > first ? span with { To = first } : span).ToList();
        var gap = GoesOn(recorded, now) ? [new WatchedSpan(recorded.Watched[^1].To, first)] : Array.Empty<WatchedSpan>();
        return now with
        {
            Watched = WatchedSpans.Either([.. before, .. gap], now.Watched),
            VirtualMachines = recorded.VirtualMachines.Keys.Union(now.VirtualMachines.Keys).ToDictionary(key => key, key => States(key, recorded, now)),
            Actors = [.. recorded.Actors.Concat(now.Actors).GroupBy(actor => actor.Uid, StringComparer.Ordinal).Select(Actor).OrderBy(actor => actor.From).ThenBy(actor => actor.Uid, StringComparer.Ordinal)],
            LeftFrozen = [.. recorded.LeftFrozen.Union(now.LeftFrozen)],
        };
    }

    /// <summary>Nothing happened between the two: all that the newer lists were read from, the older watches had told already.</summary>
    private static bool GoesOn(ClusterHistory recorded, ClusterHistory now)
    {
        var seen = recorded.Marks.ToDictionary(mark => mark.Watch, StringComparer.Ordinal);
        return recorded.Watched[^1].To < now.Watched[0].From && now.Marks.Count > 0
            && now.Marks.All(mark => seen.TryGetValue(mark.Watch, out var before) && WasToldBy(before, mark));
    }

    private static bool WasToldBy(WatchMark before, WatchMark mark) =>
        mark.Listed.Length == 0 ? before.Listed.Length == 0 : ObjectVersions.IsUpTo(mark.Listed, before.Seen);

    /// <summary>Two processes hear of a change at different moments: from where the newer one begins only its own word counts, or states would alternate.</summary>
    private static IReadOnlyList<VirtualMachineState> States(VirtualMachineKey key, ClusterHistory recorded, ClusterHistory now)
    {
        var first = now.Watched[0].From;
        var newer = now.VirtualMachines.GetValueOrDefault(key) ?? [];
        var before = (recorded.VirtualMachines.GetValueOrDefault(key) ?? []).Where(state => state.At < first).ToList();
        if (before.Count == 0)
        {
            return newer;
        }

        // One that is not in the newer lists is gone.
        var initial = newer.LastOrDefault(state => state.At <= first)?.Machine;
        return [.. Distinct([.. before, new VirtualMachineState(first, initial), .. newer.Where(state => state.At > first)])];
    }

    private static IEnumerable<VirtualMachineState> Distinct(IEnumerable<VirtualMachineState> states)
    {
        VirtualMachineState? last = null;
        foreach (var state in states)
        {
            if (last is null || !MachineComparison.AreSame(last.Machine, state.Machine))
            {
                yield return last = state;
            }
        }
    }

    /// <summary>Who saw more of it knows its beginning and its end better.</summary>
    private static FreezingActor Actor(IEnumerable<FreezingActor> same)
    {
        var all = same.ToList();
        return all[^1] with { From = all.Min(actor => actor.From), To = all.Min(actor => actor.To) };
    }
}
