using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Api;

/// <summary>What one watcher is to be told: the changes of the store as they look through its selectors.</summary>
internal sealed class WatchFeed
{
    private readonly ObjectStore _store;
    private readonly ApiCall _call;
    private readonly ListOptions _options;
    private readonly StoreSnapshot? _start;

    public WatchFeed(ObjectStore store, ApiCall call, ListOptions options)
    {
        _store = store;
        _call = call;
        _options = options;
        // Without a version, at version 0, or when asked for, a watch begins with what stands.
        _start = options.SendInitialEvents ?? options.ResourceVersion is null or 0 ? store.Current : null;
        Revision = _start?.Revision ?? options.ResourceVersion ?? store.Current.Revision;
    }

    /// <summary>Everything up to here has been told.</summary>
    public long Revision { get; private set; }

    public bool IsExpired => Revision < _store.Compacted;

    public string ExpiredMessage => $"too old resource version: {Revision} ({_store.Compacted})";

    /// <summary>What stands at the start.</summary>
    public IEnumerable<JsonObject> Initial(DateTimeOffset now)
    {
        if (_start is null)
        {
            yield break;
        }

        foreach (var stored in _start.List(_call.Type.Storage, _call.Path.Namespace).Where(IsWanted))
        {
            yield return Event("ADDED", stored, now);
        }

        if (_options.WantsBookmarks)
        {
            yield return Bookmark(isEndOfInitial: true);
        }
    }

    /// <summary>What has happened since the last time.</summary>
    public IReadOnlyList<JsonObject> Next(DateTimeOffset now)
    {
        if (_store.ChangesAfter(Revision) is not { Count: > 0 } changes)
        {
            return [];
        }

        Revision = changes[^1].Revision;
        return [.. changes.Where(IsHere).Select(change => Translate(change, now)).OfType<JsonObject>()];
    }

    public JsonObject Expired() => new() { ["type"] = "ERROR", ["object"] = Refusal.Expired(ExpiredMessage).Status.ToJson() };

    public JsonObject Bookmark(bool isEndOfInitial = false)
    {
        var metadata = new JsonObject { ["resourceVersion"] = Revision.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (isEndOfInitial)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var node = new JsonObject { ["kind"] = _call.Type.Kind, ["apiVersion"] = _call.Target.ApiVersion, ["metadata"] = metadata };
        return new JsonObject { ["type"] = "BOOKMARK", ["object"] = node };
    }

    private bool IsHere(Change change) =>
        change.Object.Key.Type == _call.Type.Storage && (_call.Path.Namespace.Length == 0 || change.Object.Key.Namespace == _call.Path.Namespace);

    private bool IsWanted(StoredObject stored) => _options.Labels.MatchesObject(stored.Json) && _options.Fields.Matches(stored.Json);

    /// <summary>A change that brings an object into the selection adds it, one that takes it out deletes it.</summary>
    private JsonObject? Translate(Change change, DateTimeOffset now)
    {
        var isWanted = change.Kind != ChangeKind.Deleted && IsWanted(change.Object);
        var wasWanted = change.Before is not null && IsWanted(change.Before);
        return (wasWanted, isWanted) switch
        {
            (false, true) => Event("ADDED", change.Object, now),
            (true, true) => Event("MODIFIED", change.Object, now),
            (true, false) => Event("DELETED", change.Kind == ChangeKind.Deleted ? change.Object : Departed(change), now),
            _ => null,
        };
    }

    /// <summary>An object that left the selection is shown as it was in it, at the revision at which it left.</summary>
    private static StoredObject Departed(Change change)
    {
        var node = change.Before!.Json.Clone();
        node.Ensure("metadata")["resourceVersion"] = change.Revision.ToString(CultureInfo.InvariantCulture);
        return change.Before with { Json = node };
    }

    private JsonObject Event(string type, StoredObject stored, DateTimeOffset now)
    {
        var shaped = Reply.Shape(_call, _call.Target.FromStored(stored.Json), now);
        return new JsonObject { ["type"] = type, ["object"] = shaped.Parent is null && !ReferenceEquals(shaped, stored.Json) ? shaped : shaped.DeepClone() };
    }
}
