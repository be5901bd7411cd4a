using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Metrics;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Judging;

/// <summary>Gathers, judges and writes the report of one Backup.</summary>
internal sealed class VerdictMaker(KubernetesClient client, ReportStore store, FactsGatherer facts, VerdictTelemetry telemetry)
{
    private readonly UnwrittenReports _unwritten = new();

    /// <summary>What was recorded of a Backup; null for nothing.</summary>
    public Task<ReportRecord?> FindAsync(string uid, CancellationToken cancellation) => store.FindAsync(uid, cancellation);

    /// <returns>The report that stands now, or null when someone wrote in between or the Backup is gone: look again.</returns>
    public async Task<ConsistencyReport?> JudgeAsync(SeenBackup seen, ReportRecord? record, CancellationToken cancellation)
    {
        var backup = await client.FindAsync(ClusterKinds.Backups.In(seen.Key.Namespace).Named(seen.Key.Name), cancellation);
        if (backup is null || backup.Metadata.Uid != seen.Uid)
        {
            return null;
        }

        var report = _unwritten.Take(seen.Uid, Basis(record)) ?? await JudgeAsync(seen, backup, record, cancellation);
        if (record?.Report is { } before && !LateEvidence.IsBetter(report, before))
        {
            return before;
        }

        if (!await WriteAsync(backup, record, report, cancellation))
        {
            return null;
        }

        telemetry.Judged(seen, report, record?.Report);
        return report;
    }

    /// <inheritdoc cref="FactsGatherer.AwaitsEarlierAsync"/>
    public Task<bool> AwaitsEarlierAsync(SeenBackup seen, ReportRecord? record, CancellationToken cancellation) => facts.AwaitsEarlierAsync(seen, record, cancellation);

    private async Task<bool> WriteAsync(KubernetesObject backup, ReportRecord? record, ConsistencyReport report, CancellationToken cancellation)
    {
        try
        {
            return await store.WriteAsync(backup, record, report, cancellation) == FencedOutcome.Written;
        }
        catch (KubernetesException) when (report.Evidence.Log == ArtifactState.Complete)
        {
            // With less there may be more to fetch by the next time.
            _unwritten.Keep(backup.Metadata.Uid, Basis(record), report);
            throw;
        }
    }

    /// <summary>What a report rests on besides Velero's files.</summary>
    private static string Basis(ReportRecord? record) => record?.Object.Metadata.ResourceVersion ?? "";

    /// <summary>One after the other where evidence is large, until only the report is left of it.</summary>
    private async Task<ConsistencyReport> JudgeAsync(SeenBackup seen, KubernetesObject backup, ReportRecord? record, CancellationToken cancellation)
    {
        using var share = LargeFiles.Open();
        return ReportObjects.Bounded(ConsistencyJudge.Judge(await facts.GatherAsync(seen, backup, record, share, telemetry, cancellation)));
    }
}
