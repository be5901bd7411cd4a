using VeleroFreeze.Backups;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Kubernetes.Watching;
using VeleroFreeze.Verifier.Gauges;

namespace VeleroFreeze.Verifier;

/// <summary>One term of work: watches Backups and has each looked at when it changes.</summary>
internal sealed class VerifierLoop(KubernetesClient client, VerifierParts parts, TimeProvider time, ILogger log, Action onSynced)
{
    /// <summary>Works until cancelled; what it was at is taken up by whoever leads next.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var worker = new BackupWorker(parts, time, log);
        var machines = new MachineWatch(client, parts.Gauges.Machines, log);
        Task[] all = [WatchAsync(worker, stop.Token), worker.RunAsync(stop.Token), machines.RunAsync(stop.Token)];
        await Task.WhenAny(all);
        await stop.CancelAsync();
        await Task.WhenAll(all);
    }

    private async Task WatchAsync(BackupWorker worker, CancellationToken cancellation)
    {
        var backups = ClusterKinds.Backups.In(parts.Options.VeleroNamespace);
        await foreach (var change in client.WatchAsync(backups, null, failure => Log.WatchProblem(log, failure.Message), cancellation))
        {
            await TakeAsync(worker, change, cancellation);
        }
    }

    private async Task TakeAsync(BackupWorker worker, WatchEvent change, CancellationToken cancellation)
    {
        switch (change)
        {
            case { Type: WatchEventType.Synced }:
                Log.Synced(log, parts.Seen.Count);
                onSynced();
                parts.Gauges.Listed();
                await SweepAsync(worker, cancellation);
                return;
            case { Type: WatchEventType.Deleted }:
                parts.Seen.Remove(change.Uid);
                break;
            case { Object: { } backup }:
                parts.Metrics.Known(parts.Seen.Upsert(backup).Schedule);
                break;
        }

        await worker.AddAsync(change.Uid, cancellation);
    }

    /// <summary>Records of Backups that went away while nobody watched are looked at too, and go the same way.</summary>
    private async Task SweepAsync(BackupWorker worker, CancellationToken cancellation)
    {
        try
        {
            await foreach (var uid in parts.Store.BackupUidsAsync(parts.Options.VeleroNamespace, cancellation))
            {
                if (parts.Seen.Find(uid) is null)
                {
                    await worker.AddAsync(uid, cancellation);
                }
            }
        }
        catch (KubernetesException e)
        {
            // The next list brings the next sweep.
            Log.WatchProblem(log, $"reports of deleted Backups: {e.Message}");
        }
    }
}
