using System.Globalization;
using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Verifier;

/// <summary>Gathers, judges and writes the report of one Backup.</summary>
internal sealed class VerdictMaker(KubernetesClient client, EvidenceSource evidence, ReportStore store, TimeProvider time, ILogger log)
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

        Tell(seen, report);
        return report;
    }

    private async Task<BackupFacts> FactsAsync(KubernetesObject backup, ReportRecord? record, CancellationToken cancellation)
    {
        var gathered = await evidence.GatherAsync(backup, cancellation);
        foreach (var failure in gathered.Failures)
        {
            Log.EvidenceProblem(log, backup.Metadata.Key.ToString(), failure.Kinds, failure.Outcome.ToString(), failure.Sentence);
        }

        var (atStart, atEnd) = (record?.AtStart, record?.AtEnd);
        return new BackupFacts
        {
            Backup = BackupObjectReader.Read(backup.Json),
            Evidence = gathered.Evidence,
            AtStart = atStart,
            AtEnd = atEnd,
            Afterwards = atStart is null || atEnd is null ? await _cluster.ReadAsync(cancellation) : null,
        };
    }

    private void Tell(SeenBackup seen, ConsistencyReport report) => Log.Judged(
        log,
        seen.Key.ToString(),
        seen.Uid,
        report.Backup.Phase,
        ReportText.Label(report.Verdict),
        report.PolicyMet,
        report.VirtualMachines.Count(machine => machine.Policy is FreezePolicy.Required or FreezePolicy.Preferred),
        report.Evidence.Log.ToString().ToLower(CultureInfo.InvariantCulture));
}
