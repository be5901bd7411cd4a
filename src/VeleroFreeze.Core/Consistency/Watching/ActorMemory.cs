using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Who else froze and thawed guests lately. Not safe for several threads.</summary>
internal sealed class ActorMemory
{
    private readonly Dictionary<string, (WatchedKind Kind, FreezingActor Actor)> _byUid = new(StringComparer.Ordinal);

    public FreezingActor? Find(string uid) => _byUid.TryGetValue(uid, out var known) ? known.Actor : null;

    public void Upsert(WatchedKind kind, JsonElement item, DateTimeOffset at, DateTimeOffset horizon)
    {
        var uid = item.GetProperty("metadata").GetProperty("uid").GetString()!;
        if (ActorReader.Read(kind, item, at, Find(uid)) is { } actor && !(actor.To < horizon))
        {
            _byUid[uid] = (kind, actor);
        }
    }

    public void Remove(string uid, DateTimeOffset at)
    {
        if (_byUid.TryGetValue(uid, out var known) && known.Actor.To is null)
        {
            _byUid[uid] = (known.Kind, known.Actor with { To = at });
        }
    }

    /// <summary>Forgets all of a kind: a list follows that tells of those that there are.</summary>
    public void Restart(WatchedKind kind)
    {
        foreach (var uid in _byUid.Where(entry => entry.Value.Kind == kind).Select(entry => entry.Key).ToList())
        {
            _byUid.Remove(uid);
        }
    }

    public void Forget(DateTimeOffset before)
    {
        foreach (var uid in _byUid.Where(entry => entry.Value.Actor.To < before).Select(entry => entry.Key).ToList())
        {
            _byUid.Remove(uid);
        }
    }

    /// <summary>Those that had not ended before a moment, the earliest first.</summary>
    public IEnumerable<FreezingActor> Since(DateTimeOffset from) =>
        _byUid.Values.Select(known => known.Actor).Where(actor => !(actor.To < from)).OrderBy(actor => actor.From).ThenBy(actor => actor.Uid, StringComparer.Ordinal);
}
