namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>Follows what goes on after the items: a snapshot until it is ready, an upload until it ends.</summary>
internal sealed class Operations(RunContext run)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public bool AreAllEnded => run.Ledger.Operations.TrueForAll(operation => operation.HasEnded);

    public async Task AwaitAsync(CancellationToken stop)
    {
        while (true)
        {
            await UpdateAsync(stop);
            if (AreAllEnded)
            {
                return;
            }

            await run.Cluster.Wait(Interval, stop);
        }
    }

    /// <summary>The creation time of a snapshot, or the start of an upload, which has rarely begun by now.</summary>
    public async Task NoteStartsAsync(CancellationToken stop)
    {
        foreach (var snapshot in run.Ledger.Snapshots)
        {
            snapshot.Started = snapshot.Operation?.Upload is { } upload
                ? (await run.Cluster.ReadTransfer(upload, stop)).Started
                : (await run.Cluster.ReadSnapshot(snapshot.Reference, stop)).Taken;
        }
    }

    public async Task DeleteSnapshotsAsync(CancellationToken stop)
    {
        foreach (var snapshot in run.Ledger.Snapshots.Where(snapshot => !snapshot.IsMoved))
        {
            await run.Cluster.DeleteSnapshot(snapshot.Reference, stop);
        }
    }

    private async Task UpdateAsync(CancellationToken stop)
    {
        foreach (var operation in run.Ledger.Operations.Where(operation => !operation.HasEnded))
        {
            operation.Updated = run.Cluster.Now();
            if (operation.Upload is { } upload)
            {
                operation.UploadState = await run.Cluster.ReadTransfer(upload, stop);
                operation.Phase = operation.UploadState.Phase switch
                {
                    "Completed" => "Completed",
                    "Failed" or "Canceled" => "Failed",
                    _ => "InProgress",
                };
            }
            else
            {
                var snapshot = run.Ledger.Snapshots.Single(snapshot => snapshot.Operation == operation);
                snapshot.State = await run.Cluster.ReadSnapshot(snapshot.Reference, stop);
                operation.Error = snapshot.State.Error;
                operation.Phase = snapshot.State.IsReady ? "Completed" : snapshot.State.Error is null ? "InProgress" : "Failed";
            }
        }
    }
}
