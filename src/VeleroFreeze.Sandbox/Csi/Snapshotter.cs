using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Csi;

/// <summary>
/// Takes one snapshot after 2 s, and has it ready 3 s later. A claim may ask for trouble with the annotation <see cref="Annotation"/>:
/// <c>slow=DURATION</c> takes it that much later, <c>fails</c> never does.
/// </summary>
internal sealed class Snapshotter(ClusterClient client, TimeProvider time)
{
    /// <summary>On a claim. Two more values, <c>skipped</c> and <c>kubevirt</c>, keep Velero from asking at all.</summary>
    public const string Annotation = "sandbox.velerofreeze.io/snapshot";

    private const string Contents = "/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents";
    private const string Slow = "slow=";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Finishing = TimeSpan.FromSeconds(3);

    public async Task TakeAsync(JsonObject snapshot, CancellationToken stop)
    {
        if (snapshot.TextAt("status", "boundVolumeSnapshotContentName") is not null)
        {
            return;
        }

        var claimPath = $"/api/v1/namespaces/{snapshot.Namespace()}/persistentvolumeclaims/{snapshot.TextAt("spec", "source", "persistentVolumeClaimName")}";
        var claim = await client.GetAsync(claimPath, stop);
        await Task.Delay(Step, time, stop);
        var content = ContentFor(snapshot, claim);
        await client.CreateAsync(Contents, content, stop);
        await WriteAsync(ResourcePaths.Named(snapshot), new JsonObject { ["boundVolumeSnapshotContentName"] = content.Name(), ["readyToUse"] = false }, stop);
        if (FaultOf(claim) == "fails")
        {
            var error = new JsonObject { ["message"] = "Failed to create snapshot: rpc error: code = Internal desc = no space left on device", ["time"] = MetaTime.Text(time.GetUtcNow()) };
            await WriteAsync($"{Contents}/{content.Name()}", new JsonObject { ["error"] = error, ["readyToUse"] = false }, stop);
            return;
        }

        await Task.Delay(Step + ExtraOf(claim), time, stop);
        await CompleteAsync(snapshot, content, claim, stop);
    }

    /// <summary>How much later than others the snapshot of a claim is taken.</summary>
    public static TimeSpan ExtraOf(JsonObject claim) =>
        FaultOf(claim) is { } fault && fault.StartsWith(Slow, StringComparison.Ordinal) && GoDuration.TryParse(fault[Slow.Length..], out var extra) is null
            ? extra.AsTimeSpan
            : TimeSpan.Zero;

    private async Task CompleteAsync(JsonObject snapshot, JsonObject content, JsonObject claim, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var size = claim.TextAt("spec", "resources", "requests", "storage") ?? "0";
        var taken = new JsonObject
        {
            ["snapshotHandle"] = $"snapshot-{snapshot.Uid()}",
            ["creationTime"] = (now - DateTimeOffset.UnixEpoch).Ticks * 100,
            ["restoreSize"] = Quantity.Bytes(size),
            ["readyToUse"] = false,
        };
        await WriteAsync(ResourcePaths.Named(snapshot), new JsonObject { ["creationTime"] = MetaTime.Text(now), ["restoreSize"] = size }, stop);
        await WriteAsync($"{Contents}/{content.Name()}", taken, stop);
        await Task.Delay(Finishing, time, stop);
        await WriteAsync($"{Contents}/{content.Name()}", new JsonObject { ["readyToUse"] = true }, stop);
        await WriteAsync(ResourcePaths.Named(snapshot), new JsonObject { ["readyToUse"] = true }, stop);
    }

    private Task<JsonObject> WriteAsync(string path, JsonObject status, CancellationToken stop) =>
        client.MergeAsync($"{path}/status", new JsonObject { ["status"] = status }, stop);

    private static string? FaultOf(JsonObject claim) => claim.TextAt("metadata", "annotations", Annotation);

    private static JsonObject ContentFor(JsonObject snapshot, JsonObject claim) => new()
    {
        ["apiVersion"] = "snapshot.storage.k8s.io/v1",
        ["kind"] = "VolumeSnapshotContent",
        ["metadata"] = new JsonObject { ["name"] = $"snapcontent-{snapshot.Uid()}" },
        ["spec"] = new JsonObject
        {
            ["deletionPolicy"] = "Delete",
            ["driver"] = CsiDriver.Name,
            ["source"] = new JsonObject { ["volumeHandle"] = claim.Uid() },
            ["volumeSnapshotClassName"] = snapshot.TextAt("spec", "volumeSnapshotClassName") ?? CsiDriver.SnapshotClass,
            ["volumeSnapshotRef"] = new JsonObject
            {
                ["apiVersion"] = "snapshot.storage.k8s.io/v1",
                ["kind"] = "VolumeSnapshot",
                ["namespace"] = snapshot.Namespace(),
                ["name"] = snapshot.Name(),
                ["uid"] = snapshot.Uid(),
            },
        },
    };
}
