using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Verifier;

/// <summary>
/// Records what is gone once a Backup is over: KubeVirt's own backups, which the data mover deletes after their upload, and other Backups that ran at the same
/// time. It only ever adds to the evidence, so that nothing waits for it.
/// </summary>
internal sealed class MeanwhileRecorder(KubernetesClient client, ReportStore store, ILogger log)
{
    private readonly MachineBackupLister _lister = new(client);

    /// <returns>False when someone wrote in between: look again.</returns>
    public async Task<bool> RecordAsync(SeenBackup backup, ReportRecord? record, CancellationToken cancellation)
    {
        var before = record?.Meanwhile ?? Meanwhile.Nothing;
        var now = before.With(new Meanwhile(backup.MovesData ? await ListAsync(backup, cancellation) : []));
        if (MeanwhileJson.Write(now).AsSpan().SequenceEqual(MeanwhileJson.Write(before)))
        {
            return true;
        }

        var current = await client.FindAsync(ClusterKinds.Backups.In(backup.Key.Namespace).Named(backup.Key.Name), cancellation);
        return current?.Metadata.Uid != backup.Uid || await store.PutMeanwhileAsync(current, record, now, cancellation) == FencedOutcome.Written;
    }

    private async Task<IReadOnlyList<MachineBackup>> ListAsync(SeenBackup backup, CancellationToken cancellation)
    {
        try
        {
            return await _lister.ListAsync(new BackupSummary(backup.Key.Namespace, backup.Key.Name, backup.Uid, "", null, null, null, null), cancellation);
        }
        catch (KubernetesException e) when (e.Code is 401 or 403)
        {
            Log.MachineBackupProblem(log, backup.Key.ToString(), e.Message);
            return [];
        }
    }
}
