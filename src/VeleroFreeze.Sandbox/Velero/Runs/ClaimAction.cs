using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>The CSI action of a PersistentVolumeClaim: takes a snapshot, and submits its upload when data is to be moved.</summary>
internal sealed class ClaimAction(RunContext run, SnapshotWait wait)
{
    public const string Name = "velero.io/csi-pvc-backupper";

    // A generated name has at most 63 characters, of which 5 are the random ones.
    private const int LongestPrefix = 58;

    /// <returns>The snapshot, which is a further item of the backup unless its data is moved; null when none was taken.</returns>
    public async Task<TakenSnapshot?> ExecuteAsync(BackupItem claim, CancellationToken stop)
    {
        Info("Starting PVCBackupItemAction");
        if (run.Items.VolumeOf(claim) is not { } volume || !MayBeTaken(claim, volume))
        {
            return null;
        }

        var snapshot = await TakeAsync(claim, volume, stop);
        if (snapshot.IsMoved || run.Version.PvcActionAwaitsHandle)
        {
            snapshot.State = await wait.ForHandleAsync(snapshot.Reference, stop) ?? throw Failure(claim);
        }

        run.Ledger.Snapshots.Add(snapshot);
        if (snapshot.IsMoved)
        {
            await UploadAsync(snapshot, stop);
        }

        Info($"Returning from PVCBackupItemAction with {(snapshot.IsMoved ? 0 : 1)} additionalItems to backup");
        return snapshot;
    }

    public static ItemFailedException Failure(BackupItem item) => new(new VeleroError(
        $"error executing custom action (groupResource={item.Resource}, namespace={item.Namespace}, name={item.Name}): "
        + "rpc error: code = Unknown desc = context deadline exceeded"));

    private bool MayBeTaken(BackupItem claim, BackupItem volume)
    {
        if (volume.Json.ObjectAt("spec", "csi") is null)
        {
            Info($"Skipping PVC {claim.Path}, associated PV {volume.Name} is not a CSI volume");
            return false;
        }

        return run.Backup.TakesSnapshots && !PodVolumes.Covers(run, claim);
    }

    private async Task<TakenSnapshot> TakeAsync(BackupItem claim, BackupItem volume, CancellationToken stop)
    {
        var @class = run.Cluster.SnapshotClass(volume.Json.TextAt("spec", "csi", "driver") ?? "");
        Info($"VolumeSnapshotClass={@class}");
        var prefix = $"velero-{claim.Name}-";
        var name = (prefix.Length > LongestPrefix ? prefix[..LongestPrefix] : prefix) + run.Cluster.Suffix();
        var reference = new SnapshotRef(claim.Namespace, name);
        await run.Cluster.CreateSnapshot(new SnapshotRequest(reference, claim.Name, @class), stop);
        Info($"Created VolumeSnapshot {reference}");
        return new TakenSnapshot(reference, claim, volume) { IsMoved = run.Backup.MovesData };
    }

    private async Task UploadAsync(TakenSnapshot snapshot, CancellationToken stop)
    {
        var operation = $"du-{run.Backup.Uid}.{snapshot.Claim.Uid}";
        LogField[] fields =
        [
            new("Source PVC", snapshot.Claim.Path),
            new("VolumeSnapshot", snapshot.Reference.ToString()),
            new("Operation ID", operation),
            new("Backup", run.Backup.Name),
        ];
        run.Log.Plugin(Severity.Info, run.Sources.PvcAction, "Starting data upload of backup", fields);
        var upload = new TransferRequest(TransferKind.DataUpload, $"{run.Backup.Name}-{run.Cluster.Suffix()}", snapshot.Claim)
        {
            Snapshot = snapshot.Reference,
            Operation = operation,
        };
        await run.Cluster.StartTransfer(upload, stop);
        run.Log.Plugin(Severity.Info, run.Sources.PvcAction, "DataUpload is submitted successfully.", fields);
        snapshot.Operation = new ItemOperation(operation, Name, snapshot.Claim, run.Cluster.Now()) { Upload = upload };
        run.Ledger.Operations.Add(snapshot.Operation);
    }

    private void Info(string message) => run.Log.Plugin(Severity.Info, run.Sources.PvcAction, message);
}
