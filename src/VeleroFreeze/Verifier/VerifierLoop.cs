using System.Collections.Concurrent;
using VeleroFreeze.Backups;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Verifier;

/// <summary>One term of work: watches Backups and has each looked at when it changes.</summary>
internal sealed class VerifierLoop(KubernetesClient client, VerifierParts parts, TimeProvider time, ILogger log, Action onSynced)
{
    private readonly ConcurrentDictionary<string, bool> _synced = new(StringComparer.Ordinal);

    /// <summary>Works until cancelled; what it was at is taken up by whoever leads next.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var worker = new BackupWorker(parts, time, log);
        Task[] all = [worker.RunAsync(stop.Token), .. parts.Options.VeleroNamespaces.Select(name => WatchAsync(name, worker, stop.Token))];
        await Task.WhenAny(all);
        await stop.CancelAsync();
        await Task.WhenAll(all);
    }

    private async Task WatchAsync(string veleroNamespace, BackupWorker worker, CancellationToken cancellation)
    {
        await foreach (var change in client.WatchAsync(ClusterKinds.Backups.In(veleroNamespace), null, failure => Log.WatchProblem(log, failure.Message), cancellation))
        {
            await TakeAsync(veleroNamespace, worker, change, cancellation);
        }
    }

    private async Task TakeAsync(string veleroNamespace, BackupWorker worker, WatchEvent change, CancellationToken cancellation)
    {
        switch (change)
        {
            case { Type: WatchEventType.Synced }:
                Synced(veleroNamespace);
                await SweepAsync(veleroNamespace, worker, cancellation);
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

    /// <summary>Gauges show nothing before all that exists was read.</summary>
    private void Synced(string veleroNamespace)
    {
        Log.Synced(log, veleroNamespace, parts.Seen.Count);
        onSynced();
        _synced[veleroNamespace] = true;
        if (_synced.Count == parts.Options.VeleroNamespaces.Count)
        {
            parts.Gauges.Listed();
        }
    }

    /// <summary>Records of Backups that went away while nobody watched are looked at too, and go the same way.</summary>
    private async Task SweepAsync(string veleroNamespace, BackupWorker worker, CancellationToken cancellation)
    {
        try
        {
            await foreach (var uid in parts.Store.BackupUidsAsync(veleroNamespace, cancellation))
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
