using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Who else froze and thawed guests lately. Not safe for several threads.</summary>
internal sealed class ActorMemory
{
    private readonly Dictionary<string, FreezingActor> _byUid = new(StringComparer.Ordinal);

    public FreezingActor? Find(string uid) => _byUid.GetValueOrDefault(uid);

    public void Upsert(WatchedKind kind, JsonElement item, DateTimeOffset at, DateTimeOffset horizon)
    {
        var uid = item.GetProperty("metadata").GetProperty("uid").GetString()!;
        if (ActorReader.Read(kind, item, at, Find(uid)) is { } actor && !(actor.To < horizon))
        {
            _byUid[uid] = actor;
        }
    }

    public void Remove(string uid, DateTimeOffset at)
    {
        if (_byUid.TryGetValue(uid, out var actor) && actor.To is null)
        {
            _byUid[uid] = actor with { To = at };
        }
    }

    public void Forget(DateTimeOffset before)
    {
        foreach (var over in _byUid.Values.Where(actor => actor.To < before).ToList())
        {
            _byUid.Remove(over.Uid);
        }
    }

    /// <summary>Those that had not ended before a moment, the earliest first.</summary>
    public IEnumerable<FreezingActor> Since(DateTimeOffset from) =>
        _byUid.Values.Where(actor => !(actor.To < from)).OrderBy(actor => actor.From).ThenBy(actor => actor.Uid, StringComparer.Ordinal);
}
