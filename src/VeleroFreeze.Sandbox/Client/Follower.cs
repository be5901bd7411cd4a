using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace VeleroFreeze.Sandbox.Client;

/// <summary>
/// Does something once for every object of a kind, as soon as it is seen, or once for every state of it that counts as another. What is done for different objects
/// may overlap.
/// </summary>
internal sealed class Follower
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];
    private readonly Mirror _mirror;
    private readonly Func<JsonObject, CancellationToken, Task> _handle;
    private readonly Func<JsonObject, string> _identity;

    /// <param name="client">The cluster.</param>
    /// <param name="path">Where the objects are.</param>
    /// <param name="handle">What is done.</param>
    /// <param name="identity">What it is done once for; null for the object, whatever becomes of it.</param>
    public Follower(ClusterClient client, string path, Func<JsonObject, CancellationToken, Task> handle, Func<JsonObject, string>? identity = null)
    {
        _identity = identity ?? (item => item.Uid());
        _mirror = new Mirror(client, path, () => _changes.Writer.TryWrite(true));
        _handle = handle;
    }

    /// <summary>All objects as they stand now.</summary>
    public IReadOnlyList<JsonObject> All() => _mirror.All();

    /// <summary>Until told to stop; what is under way then has ended when this returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var mirroring = _mirror.RunAsync(stop);
        try
        {
            while (await _changes.Reader.ReadAsync(stop))
            {
                _running.RemoveAll(task => task.IsCompleted);
                _running.AddRange(_mirror.All().Where(item => _seen.Add(_identity(item))).Select(item => Attempt.RunAsync(item, _handle, stop)));
            }
        }
        finally
        {
            await Task.WhenAll([mirroring, .. _running]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>Work that must not end an actor when it fails.</summary>
internal static class Attempt
{
    /// <summary>That an object is gone, or that another was faster, is nothing to speak of; any other failure is told.</summary>
    public static async Task RunAsync(JsonObject item, Func<JsonObject, CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            await work(item, stop);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            return;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{item["kind"]} {item.Namespace()}/{item.Name()}: {e.Message}");
        }
    }
}
