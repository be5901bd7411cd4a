using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Client;

/// <summary>All objects of a kind as they are known here: listed, then watched, and listed again whenever the watch ends badly.</summary>
internal sealed class Mirror(ClusterClient client, string path, Action changed)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first list has been read.</summary>
    public Task Listed => _listed.Task;

    /// <summary>In the order in which they were created.</summary>
    public List<JsonObject> All()
    {
        lock (_lock)
        {
            return [.. _objects.Values];
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stop);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ApiException)
            {
                await Task.Delay(RetryAfter, stop);
            }
        }
    }

    /// <summary>Takes an object as a write answered it, unless something newer is known.</summary>
    public void Learn(JsonObject item)
    {
        lock (_lock)
        {
            var uid = item.TextAt("metadata", "uid") ?? "";
            if (!_gone.Contains(uid) && (!_objects.TryGetValue(uid, out var known) || Revision(known) < Revision(item)))
            {
                _objects[uid] = item;
            }
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        var list = await client.GetAsync(path, stop);
        Replace(list.ArrayAt("items").Objects().Select(item => Typed(item, list)));
        _listed.TrySetResult();
        changed();
        await foreach (var change in client.WatchAsync(path, list.TextAt("metadata", "resourceVersion") ?? "0", stop))
        {
            if (change.TextAt("type") == "ERROR")
            {
                return;
            }

            Apply(change.TextAt("type"), change.ObjectAt("object") ?? []);
            changed();
        }
    }

    private void Replace(IEnumerable<JsonObject> items)
    {
        var listed = items.OrderBy(Revision).ToDictionary(item => item.TextAt("metadata", "uid") ?? "", StringComparer.Ordinal);
        lock (_lock)
        {
            foreach (var uid in _objects.Keys.Where(uid => !listed.ContainsKey(uid)).ToList())
            {
                Forget(uid);
            }
        }

        foreach (var item in listed.Values)
        {
            Learn(item);
        }
    }

    /// <summary>Items of a list of built-in objects do not say what they are.</summary>
    private static JsonObject Typed(JsonObject item, JsonObject list)
    {
        var typed = item.Clone();
        typed["apiVersion"] ??= list.TextAt("apiVersion");
        typed["kind"] ??= list.TextAt("kind")?.Replace("List", "", StringComparison.Ordinal);
        return typed;
    }

    private void Apply(string? type, JsonObject item)
    {
        if (type != "DELETED")
        {
            Learn(item.Clone());
            return;
        }

        lock (_lock)
        {
            Forget(item.TextAt("metadata", "uid") ?? "");
        }
    }

    /// <summary>For good: an answer to a write that was under way must not bring it back.</summary>
    private void Forget(string uid)
    {
        _objects.Remove(uid);
        _gone.Add(uid);
    }

    private static ulong Revision(JsonObject item) => ulong.TryParse(item.TextAt("metadata", "resourceVersion"), out var revision) ? revision : 0;
}
