using System.Text.Json.Nodes;
using System.Threading.Channels;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>Takes new Backups in the order in which they come and runs one after the other.</summary>
internal sealed class BackupQueue
{
    private readonly Channel<JsonObject> _arrived = Channel.CreateUnbounded<JsonObject>();
    private readonly Channel<JsonObject> _waiting = Channel.CreateUnbounded<JsonObject>();
    private readonly VeleroServer _server;
    private readonly ClusterLink _link;
    private readonly ItemCollector _collector;
    private readonly Follower _backups;

    public BackupQueue(VeleroServer server, ClusterLink link)
    {
        (_server, _link, _collector) = (server, link, new ItemCollector(server.Client));
        _backups = new Follower(server.Client, server.PathOf("backups"), (backup, stop) => _arrived.Writer.WriteAsync(backup, stop).AsTask());
    }

    public IReadOnlyList<JsonObject> All() => _backups.All();

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        _backups.RunAsync(stop),
        ForEachAsync(_arrived, AdmitAsync, stop),
        ForEachAsync(_waiting, RunAsync, stop));

    private static async Task ForEachAsync(Channel<JsonObject> backups, Func<JsonObject, CancellationToken, Task> work, CancellationToken stop)
    {
        await foreach (var backup in backups.Reader.ReadAllAsync(stop))
        {
            await Attempt.RunAsync(backup, work, stop);
        }
    }

    private async Task AdmitAsync(JsonObject backup, CancellationToken stop)
    {
        if (backup.TextAt("status", "phase") is not (null or "" or "New"))
        {
            return;
        }

        if (_server.Options.Version.QueuesBackups)
        {
            backup = await _server.PatchStatusAsync(backup, new JsonObject { ["phase"] = "Queued" }, stop);
        }

        await _waiting.Writer.WriteAsync(backup, stop);
    }

    private async Task RunAsync(JsonObject arrived, CancellationToken stop)
    {
        var backup = await _server.Client.MergeAsync(ResourcePaths.Named(arrived), Defaults(arrived, _server.Options.Version), stop);
        var errors = BackupValidation.Errors(backup, await LocationsAsync(stop));
        if (errors.Count > 0)
        {
            await _server.PatchStatusAsync(backup, new JsonObject { ["phase"] = "FailedValidation", ["validationErrors"] = errors.ToJsonArray() }, stop);
            return;
        }

        try
        {
            var found = await _collector.CollectAsync(new ItemFilter(new BackupSpec(backup)), stop);
            var settings = new RunSettings(_server.Options.Version) { LogsJson = _server.Options.LogsJson, HasKubeVirtPlugin = _server.Options.HasKubeVirtPlugin };
            await new BackupRun(settings, backup, found.Items, await _link.ForAsync(backup, stop), found.Others).RunAsync(stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = new JsonObject { ["phase"] = "Failed", ["failureReason"] = e.Message, ["completionTimestamp"] = MetaTime.Text(_server.Now) };
            await _server.PatchStatusAsync(backup, failure, stop);
        }
    }

    private async Task<List<string>> LocationsAsync(CancellationToken stop) =>
        [.. (await _server.Client.GetAsync(_server.PathOf("backupstoragelocations"), stop)).ArrayAt("items").Objects().Select(location => location.Name())];

    /// <summary>What the server writes into a Backup before it looks at it.</summary>
    private static JsonObject Defaults(JsonObject backup, VeleroVersion version)
    {
        var spec = new BackupSpec(backup);
        var location = spec.Spec.TextAt("storageLocation") ?? Installation.Location;
        var defaults = new JsonObject
        {
            ["storageLocation"] = location,
            ["ttl"] = spec.TimeToLive.ToString(),
            ["csiSnapshotTimeout"] = spec.SnapshotTimeout.ToString(),
        };
        if (spec.DataMoverIn(version) is { Length: > 0 } mover)
        {
            defaults["datamover"] = mover;
        }

        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["velero.io/storage-location"] = location } },
            ["spec"] = defaults,
        };
    }
}
