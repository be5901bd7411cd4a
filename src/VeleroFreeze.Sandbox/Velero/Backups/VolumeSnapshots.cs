using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>The VolumeSnapshots of one backup, as they stand in the API.</summary>
internal sealed class VolumeSnapshots(ClusterClient client, string backup, IReadOnlyDictionary<string, string> classes)
{
    private const string Group = "/apis/snapshot.storage.k8s.io/v1";
    private const string ChosenClass = "velero.io/csi-volumesnapshot-class";
    private const string BackupName = "velero.io/backup-name";

    /// <summary>Reads the classes first, because a class is asked for at once.</summary>
    public static async Task<VolumeSnapshots> OfAsync(ClusterClient client, string backup, CancellationToken stop)
    {
        var classes = (await client.GetAsync($"{Group}/volumesnapshotclasses", stop)).ArrayAt("items").Objects()
            .GroupBy(item => item.TextAt("driver") ?? "", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (group.FirstOrDefault(IsChosen) ?? group.First()).Name(), StringComparer.Ordinal);
        return new VolumeSnapshots(client, backup, classes);
    }

    /// <exception cref="ItemFailedException">The driver has no class.</exception>
    public string ClassOf(string driver) => classes.GetValueOrDefault(driver)
        ?? throw new ItemFailedException(new($"rpc error: code = Unknown desc = failed to get VolumeSnapshotClass for provisioner {driver}"));

    public Task CreateAsync(SnapshotRequest request, CancellationToken stop) => client.CreateAsync(
        $"{Group}/namespaces/{request.Snapshot.Namespace}/volumesnapshots",
        new JsonObject
        {
            ["apiVersion"] = "snapshot.storage.k8s.io/v1",
            ["kind"] = "VolumeSnapshot",
            ["metadata"] = new JsonObject { ["name"] = request.Snapshot.Name, ["labels"] = new JsonObject { [BackupName] = backup } },
            ["spec"] = new JsonObject
            {
                ["volumeSnapshotClassName"] = request.Class,
                ["source"] = new JsonObject { ["persistentVolumeClaimName"] = request.Claim },
            },
        },
        stop);

    public async Task<SnapshotState> ReadAsync(SnapshotRef reference, CancellationToken stop)
    {
        var snapshot = await client.GetAsync(PathOf(reference), stop);
        if (snapshot.TextAt("status", "boundVolumeSnapshotContentName") is not { } name)
        {
            return new SnapshotState();
        }

        var content = await client.GetAsync(ContentPath(name), stop);
        return new SnapshotState
        {
            Content = name,
            Handle = content.TextAt("status", "snapshotHandle"),
            Error = content.TextAt("status", "error", "message"),
            Size = content.NumberAt("status", "restoreSize") ?? 0,
            IsReady = content.BoolAt("status", "readyToUse") == true,
            Taken = snapshot.TextAt("status", "creationTime") is { } time ? VeleroServer.Instant(time) : null,
        };
    }

    /// <summary>A content that has a snapshot is kept, and says whose it is; one that never got there goes too.</summary>
    public async Task DeleteAsync(SnapshotRef reference, CancellationToken stop)
    {
        var snapshot = await client.GetAsync(PathOf(reference), stop);
        if (snapshot.TextAt("status", "boundVolumeSnapshotContentName") is { } name)
        {
            var content = await client.MergeAsync(ContentPath(name), Kept(), stop);
            if (content.TextAt("status", "snapshotHandle") is null)
            {
                await client.DeleteAsync(ContentPath(name), content.Uid(), stop);
            }
        }

        await client.DeleteAsync(PathOf(reference), snapshot.Uid(), stop);
    }

    private JsonObject Kept() => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [BackupName] = backup } },
        ["spec"] = new JsonObject { ["deletionPolicy"] = "Retain" },
    };

    private static bool IsChosen(JsonObject item) => item.TextAt("metadata", "labels", ChosenClass) is not null;

    private static string PathOf(SnapshotRef reference) => $"{Group}/namespaces/{reference.Namespace}/volumesnapshots/{reference.Name}";

    private static string ContentPath(string name) => $"{Group}/volumesnapshotcontents/{name}";
}
