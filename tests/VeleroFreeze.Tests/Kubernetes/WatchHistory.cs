using System.Globalization;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Tests.Kubernetes;

/// <summary>
/// A server with a random history and a bad network, and a receiver that believes what the machine tells it. The server keeps its log from a
/// point that moves on (compaction), repeats and reorders events of a batch, cuts streams and lists, and changes between the pages of a list.
/// </summary>
internal sealed class WatchHistory(int seed)
{
    private readonly Random _random = new(seed);
    private readonly WatchMachine _machine = new(pageSize: 3);
    private readonly SortedDictionary<string, KubernetesObject> _server = new(StringComparer.Ordinal);
    private readonly List<(int Version, bool Deleted, KubernetesObject Object)> _log = [];
    private readonly Dictionary<string, (string Uid, string Version)> _told = new(StringComparer.Ordinal);
    private readonly HashSet<(string Uid, string Version)> _everTold = [];
    private readonly HashSet<string> _deletionsTold = [];
    private List<KubernetesObject> _snapshot = [];
    private int _version = 10;
    private int _compactedTo = 10;

    public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    public void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            Change();
            Change();
            Exchange(trouble: true);
        }

        // The network recovers: at most one failed stream, a whole list, and the rest of the log.
        for (var i = 0; i < 40; i++)
        {
            Exchange(trouble: false);
        }

        _told.ShouldBe(_server.ToDictionary(o => o.Key, o => (o.Value.Metadata.Uid, o.Value.Metadata.ResourceVersion)), ignoreOrder: true);
        _machine.Count.ShouldBe(_server.Count);
    }

    private void Change()
    {
        var name = "o" + _random.Next(8);
        var exists = _server.TryGetValue(name, out var current);
        _version++;
        if (exists && _random.Next(3) == 0)
        {
            _server.Remove(name);
            _log.Add((_version, true, Samples.Object(name, _version, current!.Metadata.Uid)));
            return;
        }

        var next = Samples.Object(name, _version, exists ? current!.Metadata.Uid : string.Create(CultureInfo.InvariantCulture, $"uid-{_version}"));
        _server[name] = next;
        _log.Add((_version, false, next));
    }

    private void Exchange(bool trouble)
    {
        switch (_machine.State)
        {
            case WatchState.Listing listing:
                Apply(trouble && _random.Next(6) == 0 ? Failure(listing.Continue is not null && _random.Next(2) == 0 ? 410 : 500) : Page(listing));
                break;
            case WatchState.Watching watching:
                Stream(int.Parse(watching.ResourceVersion, CultureInfo.InvariantCulture), trouble);
                break;
        }
    }

    private WatchInput.Page Page(WatchState.Listing listing)
    {
        var from = listing.Continue is { } token ? int.Parse(token.Split(':')[0], CultureInfo.InvariantCulture) : 0;
        if (from == 0)
        {
            _snapshot = [.. _server.Values];
            _snapshotVersion = _version;
        }

        var items = _snapshot.Skip(from).Take(listing.PageSize).ToList();
        var end = from + items.Count;
        var next = end < _snapshot.Count ? string.Create(CultureInfo.InvariantCulture, $"{end}:x") : null;
        return new WatchInput.Page(new KubernetesList(items, _snapshotVersion.ToString(CultureInfo.InvariantCulture), next));
    }

    private int _snapshotVersion;

    private void Stream(int from, bool trouble)
    {
        if (trouble && _random.Next(10) == 0)
        {
            _compactedTo = _version - _random.Next(3);
        }

        if (from < _compactedTo)
        {
            Apply(Failure(410));
            return;
        }

        foreach (var input in Batch(_log.Where(e => e.Version > from).Take(trouble ? 6 : int.MaxValue).ToList(), trouble))
        {
            Apply(input);
        }

        if (trouble && _machine.State is WatchState.Watching)
        {
            WatchInput[] ends = [new WatchInput.Idle(), new WatchInput.End(TimeSpan.FromSeconds(1)), new WatchInput.End(TimeSpan.FromMinutes(5)), Failure(500)];
            Apply(ends[_random.Next(ends.Length)]);
        }
    }

    /// <summary>The events from a point on, whole or cut short, some repeated, now and then an older one in between.</summary>
    private IEnumerable<WatchInput> Batch(List<(int Version, bool Deleted, KubernetesObject Object)> events, bool trouble)
    {
        foreach (var (at, deleted, item) in trouble ? Reordered(events) : events)
        {
            WatchInput input = deleted ? new WatchInput.Delete(item) : new WatchInput.Upsert(item);
            yield return input;
            if (trouble && _random.Next(4) == 0)
            {
                Count("repeated");
                yield return input;
            }

            if (trouble && _random.Next(5) == 0)
            {
                Count("stale");
                var (_, wasDeleted, older) = _log[_random.Next(_log.FindIndex(e => e.Version == at) + 1)];
                yield return wasDeleted ? new WatchInput.Delete(older) : new WatchInput.Upsert(older);
            }
        }

        if (events.Count == 0)
        {
            yield return new WatchInput.Bookmark(_version.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Neighbours swapped; the last event stays last, because a cut before a late one would lose it on any client.</summary>
    private List<(int Version, bool Deleted, KubernetesObject Object)> Reordered(List<(int Version, bool Deleted, KubernetesObject Object)> events)
    {
        var order = events.ToList();
        for (var i = 0; i + 2 < order.Count; i++)
        {
            if (_random.Next(4) == 0)
            {
                Count("reordered");
                (order[i], order[i + 1]) = (order[i + 1], order[i]);
            }
        }

        return order;
    }

    private void Apply(WatchInput input)
    {
        var step = _machine.Apply(input);
        Count(input.GetType().Name);
        foreach (var e in step.Events)
        {
            Believe(e);
        }
    }

    private void Believe(WatchEvent e)
    {
        var name = e.Key.Name ?? "";
        switch (e.Type)
        {
            case WatchEventType.Added:
                _told.ShouldNotContainKey(name);
                Remember(name, e);
                break;
            case WatchEventType.Modified:
                _told[name].Uid.ShouldBe(e.Uid);
                Remember(name, e);
                break;
            case WatchEventType.Deleted:
                _told[name].Uid.ShouldBe(e.Uid);
                _deletionsTold.Add(e.Uid).ShouldBeTrue($"the end of {e.Uid} was told twice");
                _told.Remove(name);
                break;
        }
    }

    private void Remember(string name, WatchEvent e)
    {
        var meta = e.Object!.Metadata;
        _everTold.Add((e.Uid, meta.ResourceVersion)).ShouldBeTrue($"{name} at {meta.ResourceVersion} was told twice");
        _told[name] = (e.Uid, meta.ResourceVersion);
    }

    private void Count(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    private static WatchInput.Error Failure(int code) => new(new KubernetesException(code, code == 410 ? "Expired" : "InternalError", "no"));
}
