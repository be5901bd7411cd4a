using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Verifier;

/// <summary>Gathers, judges and writes the report of one Backup.</summary>
internal sealed class VerdictMaker(KubernetesClient client, EvidenceSource evidence, ReportStore store, TimeProvider time, VerdictTelemetry telemetry)
{
    private readonly ClusterReader _cluster = new(client, time);

    /// <returns>The report that stands now, or null when someone wrote in between or the Backup is gone: look again.</returns>
    public async Task<ConsistencyReport?> JudgeAsync(SeenBackup seen, ReportRecord? record, CancellationToken cancellation)
    {
        var backup = await client.FindAsync(ClusterKinds.Backups.In(seen.Key.Namespace).Named(seen.Key.Name), cancellation);
        if (backup is null || backup.Metadata.Uid != seen.Uid)
        {
            return null;
        }

        var report = ConsistencyJudge.Judge(await FactsAsync(backup, record, cancellation));
        if (record?.Report is { } before && !LateEvidence.IsBetter(report, before))
        {
            return before;
        }

        if (await store.WriteAsync(backup, record, report, cancellation) != FencedOutcome.Written)
        {
            return null;
        }

        telemetry.Judged(seen, report, record?.Report);
        return report;
    }

    private async Task<BackupFacts> FactsAsync(KubernetesObject backup, ReportRecord? record, CancellationToken cancellation)
    {
        var gathered = await evidence.GatherAsync(backup, cancellation);
        foreach (var failure in gathered.Failures)
        {
            telemetry.EvidenceProblem(backup.Metadata.Key, failure);
        }

        var (atStart, atEnd) = (record?.AtStart, record?.AtEnd);
        return new BackupFacts
        {
            Backup = BackupObjectReader.Read(backup.Json),
            Evidence = gathered.Evidence,
            AtStart = atStart,
            AtEnd = atEnd,
            Afterwards = atStart is null || atEnd is null ? await NowAsync(backup, cancellation) : null,
        };
    }

    private Task<ClusterFacts?> NowAsync(KubernetesObject backup, CancellationToken cancellation) =>
        _cluster.TryReadAsync(problem => telemetry.ClusterRefused(backup.Metadata.Key, problem), cancellation);
}
