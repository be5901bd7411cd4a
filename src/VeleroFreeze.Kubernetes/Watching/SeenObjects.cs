using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>
/// What the receiver was told of: uid and version of each object. It turns what the server says into what is news, so that no version of an
/// object is told twice, however often streams break, repeat or reorder.
/// </summary>
internal sealed class SeenObjects
{
    private readonly Dictionary<ObjectKey, Version> _live = [];
    private readonly HashSet<ObjectKey> _listed = [];
    private readonly RecentDeletes _deleted = new();
    private string _listedAt = "";

    public int Count => _live.Count;

    public void BeginList() => _listed.Clear();

    /// <summary>
    /// An object of a list. A list read without a version is the truth of its moment: what differs from it has changed, in whichever direction.
    /// </summary>
    public IReadOnlyList<WatchEvent> Listed(KubernetesObject item)
    {
        var now = Version.Of(item);
        _listed.Add(item.Metadata.Key);
        return _live.TryGetValue(item.Metadata.Key, out var before) && before == now ? [] : Accept(item, now);
    }

    /// <summary>After the last page: what was there and is not listed was deleted while nobody listened.</summary>
    public IReadOnlyList<WatchEvent> EndList(string resourceVersion)
    {
        var vanished = _live.Where(entry => !_listed.Contains(entry.Key)).ToList();
        foreach (var (key, version) in vanished)
        {
            _live.Remove(key);
            _deleted.Add(version.Uid, resourceVersion);
        }

        _listedAt = resourceVersion;
        _listed.Clear();
        _listed.TrimExcess();
        return [.. vanished.Select(entry => Gone(entry.Key, entry.Value))];
    }

    /// <summary>An object that a stream says was added or changed.</summary>
    public IReadOnlyList<WatchEvent> Upsert(KubernetesObject item)
    {
        var now = Version.Of(item);
        var stale = _live.TryGetValue(item.Metadata.Key, out var before) && !ResourceVersions.IsNewer(now.ResourceVersion, before.ResourceVersion);
        // What happened up to the list is in the list: such an event may be of an object that came and went before we knew of it.
        var old = _listedAt.Length > 0 && !ResourceVersions.IsNewer(now.ResourceVersion, _listedAt);
        return stale || old || _deleted.Covers(now.Uid, now.ResourceVersion) ? [] : Accept(item, now);
    }

    /// <summary>An object that a stream says was deleted, or no longer matches the selector.</summary>
    public IReadOnlyList<WatchEvent> Delete(KubernetesObject item)
    {
        var now = Version.Of(item);
        var key = item.Metadata.Key;
        var known = _live.TryGetValue(key, out var before) && before.Uid == now.Uid;
        // Some servers send the last state with its own version, so an equal one is news.
        if (known && ResourceVersions.IsNewer(before.ResourceVersion, now.ResourceVersion))
        {
            return [];
        }

        // Of an object never told of, too: its addition may be late.
        _deleted.Add(now.Uid, now.ResourceVersion);
        if (!known)
        {
            return [];
        }

        _live.Remove(key);
        return [new WatchEvent(WatchEventType.Deleted, key, now.Uid, item)];
    }

    private List<WatchEvent> Accept(KubernetesObject item, Version now)
    {
        var key = item.Metadata.Key;
        List<WatchEvent> events = [];
        var known = _live.TryGetValue(key, out var before);
        if (known && before.Uid != now.Uid)
        {
            _deleted.Add(before.Uid, now.ResourceVersion);
            events.Add(Gone(key, before));
            known = false;
        }

        _live[key] = now;
        _deleted.Remove(now.Uid);
        events.Add(new WatchEvent(known ? WatchEventType.Modified : WatchEventType.Added, key, now.Uid, item));
        return events;
    }

    private static WatchEvent Gone(ObjectKey key, Version version) => new(WatchEventType.Deleted, key, version.Uid, null);

    private readonly record struct Version(string Uid, string ResourceVersion)
    {
        public static Version Of(KubernetesObject item) => new(item.Metadata.Uid, item.Metadata.ResourceVersion);
    }
}
