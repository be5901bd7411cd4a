namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>
/// The last objects that went, so that a late or repeated event does not bring one back. Bounded: an event so late that 4,096 deletions passed
/// it is not to be expected.
/// </summary>
internal sealed class RecentDeletes
{
    private const int Capacity = 4_096;

    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(string uid, string resourceVersion)
    {
        _versions[uid] = resourceVersion;
        _order.Enqueue(uid);
        while (_order.Count > Capacity)
        {
            _versions.Remove(_order.Dequeue());
        }
    }

    public void Remove(string uid) => _versions.Remove(uid);

    /// <returns>Whether this version of the object came before its deletion.</returns>
    public bool Covers(string uid, string resourceVersion) => _versions.TryGetValue(uid, out var at) && !ResourceVersions.IsNewer(resourceVersion, at);
}
