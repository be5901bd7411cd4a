using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Sandbox.Velero;

/// <summary>Carries out PodVolumeBackups and DataUploads: it copies nothing, but takes its time.</summary>
internal sealed class NodeAgent
{
    private const long Bytes = 1L << 30;

    private static readonly TimeSpan Preparing = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Copying = TimeSpan.FromSeconds(8);
    private readonly VeleroServer _server;
    private readonly Follower _copies;
    private readonly Follower _uploads;

    public NodeAgent(VeleroServer server)
    {
        _server = server;
        _copies = new Follower(server.Client, server.PathOf("podvolumebackups"), (copy, stop) => IsNew(copy) ? CopyAsync(copy, [], stop) : Task.CompletedTask);
        _uploads = new Follower(server.Client, server.PathOf("datauploads", "v2alpha1"), (upload, stop) => IsNew(upload) && IsOwn(upload) ? UploadAsync(upload, stop) : Task.CompletedTask);
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(_copies.RunAsync(stop), _uploads.RunAsync(stop));

    /// <summary>A snapshot that has been uploaded is of no more use.</summary>
    private async Task UploadAsync(JsonObject upload, CancellationToken stop)
    {
        await CopyAsync(upload, ["Accepted", "Prepared"], stop);
        var (ns, name) = (upload.TextAt("spec", "sourceNamespace"), upload.TextAt("spec", "csiSnapshot", "volumeSnapshot"));
        var path = $"/apis/snapshot.storage.k8s.io/v1/namespaces/{ns}/volumesnapshots/{name}";
        var snapshot = await _server.Client.GetAsync(path, stop);
        if (snapshot.TextAt("status", "boundVolumeSnapshotContentName") is { } content)
        {
            await DeleteAsync($"/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents/{content}", stop);
        }

        await DeleteAsync(path, stop);
    }

    private async Task CopyAsync(JsonObject transfer, string[] before, CancellationToken stop)
    {
        foreach (var phase in before)
        {
            await _server.PatchStatusAsync(transfer, new JsonObject { ["phase"] = phase }, stop);
            await Task.Delay(Preparing, _server.Time, stop);
        }

        var node = transfer.TextAt("spec", "node") ?? "node01";
        var started = new JsonObject { ["phase"] = "InProgress", ["startTimestamp"] = Now, ["node"] = node, ["progress"] = Progress(0) };
        await _server.PatchStatusAsync(transfer, started, stop);
        await Task.Delay(Copying, _server.Time, stop);
        var uid = transfer.TextAt("metadata", "uid") ?? "";
        var completed = new JsonObject
        {
            ["phase"] = "Completed",
            ["completionTimestamp"] = Now,
            ["progress"] = Progress(Bytes),
            ["snapshotID"] = uid.Replace("-", "", StringComparison.Ordinal),
            ["path"] = $"/host_pods/{uid}",
        };
        await _server.PatchStatusAsync(transfer, completed, stop);
    }

    private static bool IsNew(JsonObject transfer) => transfer.TextAt("status", "phase") is null or "" or "New";

    private static bool IsOwn(JsonObject upload) => upload.TextAt("spec", "datamover") is null or "" or "velero" or "velero-fs" or "velero-block";

    private string Now => MetaTime.Text(_server.Now);

    private async Task DeleteAsync(string path, CancellationToken stop)
    {
        var item = await _server.Client.GetAsync(path, stop);
        await _server.Client.DeleteAsync(path, item.TextAt("metadata", "uid") ?? "", stop);
    }

    private static JsonObject Progress(long done) => new() { ["totalBytes"] = Bytes, ["bytesDone"] = done };
}
