using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Who else froze and thawed guests lately. Not safe for several threads.</summary>
internal sealed class ActorMemory
{
    private readonly Dictionary<string, Known> _byUid = new(StringComparer.Ordinal);

    public FreezingActor? Find(string uid) => _byUid.TryGetValue(uid, out var known) ? known.Actor : null;

    public void Upsert(WatchedKind kind, JsonElement item, DateTimeOffset at, DateTimeOffset horizon)
    {
        var uid = item.GetProperty("metadata").GetProperty("uid").GetString()!;
        if (ActorReader.Read(kind, item, at, Find(uid)) is { } actor && !(actor.To < horizon))
        {
            _byUid[uid] = new Known(kind, actor);
        }
    }

    public void Remove(string uid, DateTimeOffset at)
    {
        if (_byUid.TryGetValue(uid, out var known))
        {
            _byUid[uid] = known with { Actor = known.Actor with { To = known.Actor.To ?? at }, IsGone = true };
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

    /// <summary>
    /// Forgets those that had ended before a moment and are gone. Of one that is still there nothing tells any more when it ended: a Backup that uploads for hours
    /// changes all the time, and would seem to have left <c>InProgress</c> with its next change.
    /// </summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var uid in _byUid.Where(entry => entry.Value is { IsGone: true } known && known.Actor.To < before).Select(entry => entry.Key).ToList())
        {
            _byUid.Remove(uid);
        }
    }

    /// <summary>Those that had not ended before a moment, the earliest first.</summary>
    public IEnumerable<FreezingActor> Since(DateTimeOffset from) =>
        _byUid.Values.Select(known => known.Actor).Where(actor => !(actor.To < from)).OrderBy(actor => actor.From).ThenBy(actor => actor.Uid, StringComparer.Ordinal);

    /// <param name="Kind">What it is.</param>
    /// <param name="Actor">What it did.</param>
    /// <param name="IsGone">The object was deleted.</param>
    private sealed record Known(WatchedKind Kind, FreezingActor Actor, bool IsGone = false);
}
