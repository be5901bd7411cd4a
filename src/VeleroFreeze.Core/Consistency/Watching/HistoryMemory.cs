using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>
/// The last ten minutes of the cluster as the watches told them: every change of every VM, who else may have frozen a guest, and when the watches were complete.
/// A Backup that is noticed late loses nothing. Safe for several threads.
/// </summary>
/// <param name="watches">The names of all watches: what one of them did not see counts as seen by none.</param>
public sealed class HistoryMemory(IReadOnlyCollection<string> watches)
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly ClusterMirror _mirror = new();
    private readonly ActorMemory _actors = new();
    private readonly Dictionary<VirtualMachineKey, MachineTimeline> _timelines = [];
    private readonly Dictionary<string, WatchCoverage> _coverages = watches.ToDictionary(name => name, _ => new WatchCoverage(), StringComparer.Ordinal);

    /// <summary>Whether every watch has its objects, or knows that there are none.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _coverages.Values.All(coverage => coverage.IsOpen);
            }
        }
    }

    /// <summary>Whether one watch has its objects.</summary>
    public bool HasList(string watch)
    {
        lock (_gate)
        {
            return _coverages[watch].IsOpen;
        }
    }

    /// <summary>An object is there, or has changed.</summary>
    public void Upsert(WatchedKind kind, JsonElement item, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (kind >= WatchedKind.Backup)
            {
                _actors.Upsert(kind, item, at, at - Length);
                return;
            }

            Tell(_mirror.Upsert(kind, item), at, WrittenAt(item));
        }
    }

    /// <summary>An object is gone.</summary>
    public void Remove(WatchedKind kind, VirtualMachineKey key, string uid, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (kind >= WatchedKind.Backup)
            {
                _actors.Remove(uid, at);
                return;
            }

            Tell(_mirror.Remove(kind, key), at, null);
        }
    }

    /// <summary>A watch has delivered a list.</summary>
    public void Listed(string watch, string version, DateTimeOffset at) => Change(watch, coverage => coverage.Listed(version, at));

    /// <summary>A watch has delivered everything up to a version.</summary>
    public void Alive(string watch, string version, DateTimeOffset at) => Change(watch, coverage => coverage.Alive(version, at));

    /// <summary>There is no such type.</summary>
    public void Missing(string watch, DateTimeOffset at) => Change(watch, coverage => coverage.Missing(at));

    /// <summary>The type may not be read.</summary>
    public void Refused(string watch) => Change(watch, coverage => coverage.Refused());

    /// <summary>The type is served by another version: all of it will be listed anew.</summary>
    public void Restarted(string watch, WatchedKind kind)
    {
        lock (_gate)
        {
            _coverages[watch].Refused();
            _actors.Restart(kind);
        }
    }

    /// <summary>Forgets what is older than is remembered.</summary>
    public void Forget(DateTimeOffset now)
    {
        lock (_gate)
        {
            var horizon = now - Length;
            _actors.Forget(horizon);
            foreach (var coverage in _coverages.Values)
            {
                coverage.Forget(horizon);
            }

            foreach (var (key, timeline) in _timelines)
            {
                timeline.Forget(horizon);
                if (timeline.IsOver(horizon))
                {
                    _timelines.Remove(key);
                }
            }
        }
    }

    /// <summary>When the watches were last known to be complete; null before they are.</summary>
    public DateTimeOffset? CompleteTo
    {
        get
        {
            lock (_gate)
            {
                return Spans() is { Count: > 0 } spans ? spans[^1].To : null;
            }
        }
    }

    /// <summary>When a Backup was <c>InProgress</c>; null when that is not remembered.</summary>
    public FreezingActor? InProgress(string backupUid)
    {
        lock (_gate)
        {
            return _actors.Find(backupUid);
        }
    }

    /// <summary>What is remembered since a moment.</summary>
    /// <param name="from">No earlier, but for the state that each VM had then.</param>
    /// <param name="wanted">Of which VMs.</param>
    public ClusterHistory Since(DateTimeOffset from, Func<VirtualMachineKey, bool> wanted)
    {
        lock (_gate)
        {
            var watched = Spans().Where(span => span.To >= from).ToList();
            // While lists are still coming in, a VM looks like what is known of it so far.
            var first = watched.Count > 0 && watched[0].From > from ? watched[0].From : from;
            return new ClusterHistory
            {
                Source = HistorySource.Watch,
                Watched = watched,
                VirtualMachines = _timelines.Where(pair => wanted(pair.Key)).ToDictionary(pair => pair.Key, pair => pair.Value.Since(first)),
                // An earlier Backup may have left guests frozen.
                Actors = [.. _actors.Since(from - LeftFrozenReader.Longest)],
                Marks = [.. _coverages.Select(coverage => coverage.Value.Mark(coverage.Key))],
            };
        }
    }

    /// <summary>The cluster as it is now; null while a list is missing.</summary>
    public ClusterFacts? Now(DateTimeOffset at)
    {
        lock (_gate)
        {
            return _coverages.Values.All(coverage => coverage.IsOpen)
                ? new ClusterFacts(at, _timelines.Values.Select(timeline => timeline.Current).OfType<VirtualMachineFacts>().ToDictionary(machine => machine.Key))
                : null;
        }
    }

    private IReadOnlyList<WatchedSpan> Spans() => WatchedSpans.All(_coverages.Values.Select(coverage => coverage.Spans));

    private void Change(string watch, Action<WatchCoverage> change)
    {
        lock (_gate)
        {
            change(_coverages[watch]);
        }
    }

    private void Tell(IEnumerable<VirtualMachineKey> changed, DateTimeOffset at, DateTimeOffset? writtenAt)
    {
        foreach (var key in changed)
        {
            if (!_timelines.TryGetValue(key, out var timeline))
            {
                _timelines[key] = timeline = new MachineTimeline(key);
            }

            timeline.Tell(_mirror.Read(key, at), at, writtenAt);
        }
    }

    /// <summary>The API server stamps each write; an object that nobody has written since it was made was made then.</summary>
    private static DateTimeOffset? WrittenAt(JsonElement item) => item.Items("metadata", "managedFields").Max(entry => entry.Time("time"));
}
