using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Sandbox.Velero.Requests;

/// <summary>Deletes backups and their files: those that a DeleteBackupRequest names, and those whose time to live is over.</summary>
internal sealed class BackupDeletion
{
    private readonly VeleroServer _server;
    private readonly Func<IReadOnlyList<JsonObject>> _backups;
    private readonly Follower _requests;

    public BackupDeletion(VeleroServer server, Func<IReadOnlyList<JsonObject>> backups)
    {
        (_server, _backups) = (server, backups);
        _requests = new Follower(server.Client, server.PathOf("deletebackuprequests"), AnswerAsync);
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(_requests.RunAsync(stop), _server.RepeatAsync(_server.Options.Resync, DeleteExpiredAsync, stop));

    private async Task AnswerAsync(JsonObject request, CancellationToken stop)
    {
        if (request.TextAt("status", "phase") == "Processed")
        {
            return;
        }

        // What is known here may be a moment old, and this answer is final.
        var backups = (await _server.Client.GetAsync(_server.PathOf("backups"), stop)).ArrayAt("items").Objects();
        if (backups.FirstOrDefault(backup => backup.Name() == request.TextAt("spec", "backupName")) is not { } backup)
        {
            await _server.PatchStatusAsync(request, Processed("backup not found"), stop);
        }
        else if (!IsOver(backup))
        {
            await _server.PatchStatusAsync(request, Processed("backup is still in progress"), stop);
        }
        else
        {
            await DeleteAsync(backup, stop);
            await _server.Client.DeleteAsync(ResourcePaths.Named(request), request.Uid(), stop);
        }
    }

    private async Task DeleteExpiredAsync(CancellationToken stop)
    {
        foreach (var backup in _backups().Where(backup => IsOver(backup) && _server.IsPast(backup.TextAt("status", "expiration"))))
        {
            await Attempt.RunAsync(backup, DeleteAsync, stop);
        }
    }

    private async Task DeleteAsync(JsonObject backup, CancellationToken stop)
    {
        await _server.PatchStatusAsync(backup, new JsonObject { ["phase"] = "Deleting" }, stop);
        _server.Storage.Delete(backup.Name());
        await _server.Client.DeleteAsync(ResourcePaths.Named(backup), backup.Uid(), stop);
    }

    private static bool IsOver(JsonObject backup) => backup.TextAt("status", "phase") is "Completed" or "PartiallyFailed" or "Failed" or "FailedValidation";

    private static JsonObject Processed(string error) => new() { ["phase"] = "Processed", ["errors"] = new JsonArray(error) };
}
