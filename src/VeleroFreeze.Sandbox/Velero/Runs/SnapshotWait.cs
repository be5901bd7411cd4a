using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>Waits for the handle of a snapshot, not for it to be ready: looks at once, then every 5 s.</summary>
internal sealed class SnapshotWait(RunContext run)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <returns>The state that has a handle, or null when the time is up; the snapshot is deleted then.</returns>
    public async Task<SnapshotState?> ForHandleAsync(SnapshotRef snapshot, CancellationToken stop)
    {
        var deadline = run.Cluster.Now() + run.Backup.SnapshotTimeout.AsTimeSpan;
        while (true)
        {
            var state = await run.Cluster.ReadSnapshot(snapshot, stop);
            if (state.Handle is not null)
            {
                return state;
            }

            Tell(snapshot, state);
            var left = deadline - run.Cluster.Now();
            await run.Cluster.Wait(left < Interval ? left : Interval, stop);
            if (run.Cluster.Now() >= deadline)
            {
                await GiveUpAsync(snapshot, stop);
                return null;
            }
        }
    }

    private void Tell(SnapshotRef snapshot, SnapshotState state)
    {
        if (state.Error is not null)
        {
            run.Log.Plugin(Severity.Warning, run.Sources.SnapshotWait, $"VolumeSnapshotContent {state.Content} has error: {state.Error}");
        }

        run.Log.Plugin(Severity.Info, run.Sources.SnapshotWait, state.Content is null
            ? $"Waiting for CSI driver to reconcile volumesnapshot {snapshot}. Retrying in 5s"
            : $"Waiting for VolumeSnapshotContents {state.Content} to have snapshot handle. Retrying in 5s");
    }

    private async Task GiveUpAsync(SnapshotRef snapshot, CancellationToken stop)
    {
        run.Log.Plugin(Severity.Error, run.Sources.SnapshotWait, $"Timed out awaiting reconciliation of volumesnapshot {snapshot}");
        if (run.Version.PvcActionAwaitsHandle)
        {
            run.Log.Plugin(
                Severity.Error,
                run.Sources.PvcAction,
                $"Failed to wait for VolumeSnapshot {snapshot} to become ReadyToUse within timeout {run.Backup.SnapshotTimeout}");
        }

        await run.Cluster.DeleteSnapshot(snapshot, stop);
    }
}
