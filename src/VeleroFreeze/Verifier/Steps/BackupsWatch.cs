using System.Collections.Concurrent;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Watching;
using VeleroFreeze.Verifier.Logging;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>Watches the Backups of every Velero and has each looked at when it changes.</summary>
internal sealed class BackupsWatch(KubernetesClient client, SeenBackups seen, ReportStore store, WorkPlan plan, ILogger log)
{
    private readonly ConcurrentDictionary<string, bool> _synced = new(StringComparer.Ordinal);

    /// <summary>A list of Backups is complete.</summary>
    public required Action OnSynced { get; init; }

    /// <summary>The first lists of all of them are: gauges show nothing before all that exists was read.</summary>
    public required Action OnAllSynced { get; init; }

    /// <summary>A Backup of this schedule exists.</summary>
    public required Action<string> OnSchedule { get; init; }

    /// <summary>Watches until cancelled.</summary>
    public Task RunAsync(IReadOnlyList<string> veleroNamespaces, CancellationToken cancellation) => Task.WhenAll(veleroNamespaces.Select(name => WatchAsync(name, veleroNamespaces.Count, cancellation)));

    private async Task WatchAsync(string veleroNamespace, int namespaces, CancellationToken cancellation)
    {
        await foreach (var change in client.WatchAsync(ClusterKinds.Backups.In(veleroNamespace), null, failure => Log.WatchProblem(log, failure.Message), cancellation))
        {
            switch (change)
            {
                case { Type: WatchEventType.Synced }:
                    Synced(veleroNamespace, namespaces);
                    await SweepAsync(veleroNamespace, cancellation);
                    continue;
                case { Type: WatchEventType.Deleted }:
                    seen.Remove(change.Uid);
                    break;
                case { Object: { } backup }:
                    OnSchedule(seen.Upsert(backup).Schedule);
                    break;
            }

            await plan.LookAsync(change.Uid, cancellation);
        }
    }

    private void Synced(string veleroNamespace, int namespaces)
    {
        Log.Synced(log, veleroNamespace, seen.Count);
        OnSynced();
        _synced[veleroNamespace] = true;
        if (_synced.Count == namespaces)
        {
            OnAllSynced();
        }
    }

    /// <summary>Records of Backups that went away while nobody watched are looked at too, and go the same way.</summary>
    private async Task SweepAsync(string veleroNamespace, CancellationToken cancellation)
    {
        try
        {
            await foreach (var uid in store.BackupUidsAsync(veleroNamespace, cancellation))
            {
                if (seen.Find(uid) is null)
                {
                    await plan.LookAsync(uid, cancellation);
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
