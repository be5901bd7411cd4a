using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Csi;

/// <summary>Stands for a storage driver and the sidecars around it: claims without a volume get one, and VolumeSnapshots become ready after a while.</summary>
internal sealed class CsiDriver(ClusterClient client, TimeProvider time)
{
    public const string Name = "csi.sandbox.velerofreeze.io";
    public const string SnapshotClass = "sandbox";

    private const string Group = "/apis/snapshot.storage.k8s.io/v1";

    public Task InstallAsync(CancellationToken stop) => client.EnsureAsync($"{Group}/volumesnapshotclasses", VolumeSnapshotClass(), stop);

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        new Follower(client, "/api/v1/persistentvolumeclaims", ProvisionAsync).RunAsync(stop),
        new Follower(client, $"{Group}/volumesnapshots", new Snapshotter(client, time).TakeAsync).RunAsync(stop));

    private static JsonObject VolumeSnapshotClass() => new()
    {
        ["apiVersion"] = "snapshot.storage.k8s.io/v1",
        ["kind"] = "VolumeSnapshotClass",
        ["metadata"] = new JsonObject { ["name"] = SnapshotClass, ["labels"] = new JsonObject { ["velero.io/csi-volumesnapshot-class"] = "true" } },
        ["driver"] = Name,
        ["deletionPolicy"] = "Delete",
    };

    private async Task ProvisionAsync(JsonObject claim, CancellationToken stop)
    {
        if (claim.TextAt("spec", "volumeName") is not null)
        {
            return;
        }

        var volume = VolumeFor(claim);
        await client.CreateAsync("/api/v1/persistentvolumes", volume, stop);
        await client.MergeAsync($"/api/v1/persistentvolumes/{volume.Name()}/status", Status(new JsonObject { ["phase"] = "Bound" }), stop);
        await client.MergeAsync(ResourcePaths.Named(claim), new JsonObject { ["spec"] = new JsonObject { ["volumeName"] = volume.Name() } }, stop);
        var bound = new JsonObject
        {
            ["phase"] = "Bound",
            ["accessModes"] = claim.At("spec", "accessModes")?.DeepClone(),
            ["capacity"] = claim.At("spec", "resources", "requests")?.DeepClone(),
        };
        await client.MergeAsync($"{ResourcePaths.Named(claim)}/status", Status(bound), stop);
    }

    private static JsonObject Status(JsonObject status) => new() { ["status"] = status };

    private static JsonObject VolumeFor(JsonObject claim) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "PersistentVolume",
        ["metadata"] = new JsonObject { ["name"] = $"pvc-{claim.Uid()}" },
        ["spec"] = new JsonObject
        {
            ["accessModes"] = claim.At("spec", "accessModes")?.DeepClone(),
            ["capacity"] = claim.At("spec", "resources", "requests")?.DeepClone(),
            ["volumeMode"] = claim.TextAt("spec", "volumeMode"),
            ["storageClassName"] = claim.TextAt("spec", "storageClassName") ?? "",
            ["persistentVolumeReclaimPolicy"] = "Delete",
            ["csi"] = new JsonObject { ["driver"] = Name, ["volumeHandle"] = claim.Uid() },
            ["claimRef"] = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "PersistentVolumeClaim",
                ["namespace"] = claim.Namespace(),
                ["name"] = claim.Name(),
                ["uid"] = claim.Uid(),
            },
        },
    };
}
