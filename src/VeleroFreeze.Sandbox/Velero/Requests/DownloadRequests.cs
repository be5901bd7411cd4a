using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Artifacts;
using VeleroFreeze.Sandbox.Velero.Server;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero.Requests;

/// <summary>
/// Answers DownloadRequests with a signed URL. A request for a backup that does not exist stays empty, and the URL of a file that does not exist is signed all
/// the same; since 1.19 a Backup that has written nothing yet fails it.
/// </summary>
internal sealed class DownloadRequests
{
    private readonly VeleroServer _server;
    private readonly ArtifactServer _artifacts;
    private readonly Follower _requests;

    public DownloadRequests(VeleroServer server, ArtifactServer artifacts)
    {
        (_server, _artifacts) = (server, artifacts);
        _requests = new Follower(server.Client, server.PathOf("downloadrequests"), AnswerAsync);
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(_requests.RunAsync(stop), _server.RepeatAsync(_server.Options.Resync, DeleteExpiredAsync, stop));

    private async Task AnswerAsync(JsonObject request, CancellationToken stop)
    {
        if (request.TextAt("status", "phase") is "Processed" or "Failed")
        {
            return;
        }

        await _server.PatchStatusAsync(request, Expiring(), stop);
        var backup = request.TextAt("spec", "target", "name") ?? "";
        if (ArtifactKinds.PathOf(request.TextAt("spec", "target", "kind") ?? "", backup) is not { } path || backup.Length == 0)
        {
            return;
        }

        // Not found ends it here.
        var found = await _server.Client.GetAsync($"{_server.PathOf("backups")}/{Uri.EscapeDataString(backup)}", stop);
        var status = Expiring();
        var phase = found.TextAt("status", "phase");
        if (_server.Options.Version.FailsDownloadRequests && phase is ("New" or "Queued" or "ReadyToStart" or "FailedValidation"))
        {
            status["phase"] = "Failed";
            status["message"] = $"backup \"{backup}\" is in phase \"{phase}\" and has not written any artifacts";
            await _server.PatchStatusAsync(request, status, stop);
            return;
        }

        status["phase"] = "Processed";
        status["downloadURL"] = _artifacts.UrlOf(path);
        await _server.PatchStatusAsync(request, status, stop);
    }

    private JsonObject Expiring() => new() { ["expiration"] = MetaTime.Text(_server.Now + SignedUrls.Life) };

    private async Task DeleteExpiredAsync(CancellationToken stop)
    {
        foreach (var request in _requests.All().Where(request => _server.IsPast(request.TextAt("status", "expiration"))))
        {
            await Attempt.RunAsync(request, (gone, token) => _server.Client.DeleteAsync(ResourcePaths.Named(gone), gone.Uid(), token), stop);
        }
    }
}
