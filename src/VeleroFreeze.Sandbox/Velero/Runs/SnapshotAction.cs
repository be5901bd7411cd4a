using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>The action of a VolumeSnapshot that was taken for the backup: its content becomes an item, its readiness an operation.</summary>
internal sealed class SnapshotAction(RunContext run, SnapshotWait wait)
{
    private const string Name = "velero.io/csi-volumesnapshot-backupper";

    /// <returns>The further items: the class and the content.</returns>
    public async Task<IReadOnlyList<BackupItem>> ExecuteAsync(TakenSnapshot snapshot, BackupItem item, CancellationToken stop)
    {
        Info($"Getting VolumesnapshotContent for Volumesnapshot {snapshot.Reference}");
        if (!run.Version.PvcActionAwaitsHandle)
        {
            snapshot.State = await wait.ForHandleAsync(snapshot.Reference, stop) ?? throw Lose(snapshot, item);
        }

        Info($"Patching VolumeSnapshotContent {snapshot.State.Content} with velero BackupNameLabel");
        var now = run.Cluster.Now();
        snapshot.Operation = new ItemOperation($"{snapshot.Reference}/{LogFormat.Timestamp(now)}", Name, item, now);
        run.Ledger.Operations.Add(snapshot.Operation);
        var driver = snapshot.Volume.Json.TextAt("spec", "csi", "driver") ?? "";
        return [Item("VolumeSnapshotClass", null, run.Cluster.SnapshotClass(driver)), Item("VolumeSnapshotContent", null, snapshot.State.Content ?? "")];
    }

    private ItemFailedException Lose(TakenSnapshot snapshot, BackupItem item)
    {
        run.Ledger.Snapshots.Remove(snapshot);
        return ClaimAction.Failure(item);
    }

    public static BackupItem ItemOf(TakenSnapshot snapshot) => Item("VolumeSnapshot", snapshot.Reference.Namespace, snapshot.Reference.Name);

    private static BackupItem Item(string kind, string? ns, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        return new BackupItem(new JsonObject { ["apiVersion"] = "snapshot.storage.k8s.io/v1", ["kind"] = kind, ["metadata"] = metadata });
    }

    private void Info(string message) => run.Log.Plugin(Severity.Info, run.Sources.SnapshotAction, message);
}
