using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Verifier;

/// <summary>Records what the cluster looks like while a Backup runs: policies, disks, guests and pods that no file of Velero tells.</summary>
internal sealed class FactsRecorder(KubernetesClient client, ReportStore store, SeenBackups seen, TimeProvider time, ILogger log)
{
    private readonly ClusterReader _cluster = new(client, time);

    /// <returns>False when someone wrote in between: look again.</returns>
    public async Task<bool> RecordAsync(SeenBackup backup, ReportRecord? record, NextStep step, CancellationToken cancellation)
    {
        var facts = await _cluster.ReadAsync(cancellation);
        if (step == NextStep.RecordStart && seen.Find(backup.Uid)?.Stage != BackupStage.InProgress)
        {
            // It ended while the cluster was read: this is no picture of its start.
            return false;
        }

        var current = await client.FindAsync(ClusterKinds.Backups.In(backup.Key.Namespace).Named(backup.Key.Name), cancellation);
        if (current is null || current.Metadata.Uid != backup.Uid)
        {
            return true;
        }

        var key = step == NextStep.RecordStart ? ReportRecord.AtStartKey : ReportRecord.AtEndKey;
        var outcome = await store.AddFactsAsync(current, record, key, facts, cancellation);
        if (outcome == FencedOutcome.Written)
        {
            Log.Recorded(log, backup.Key.ToString(), backup.Uid, step == NextStep.RecordStart ? "start" : "end", facts.VirtualMachines.Count);
        }

        return outcome == FencedOutcome.Written;
    }
}
