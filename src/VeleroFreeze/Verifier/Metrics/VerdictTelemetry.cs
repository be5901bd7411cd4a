using System.Globalization;
using VeleroFreeze.Backups;
using VeleroFreeze.Core.Consistency.Gauges;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Text;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Logging;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Metrics;

/// <summary>What the making of verdicts leaves in log and metrics, which always say the same.</summary>
internal sealed class VerdictTelemetry(VerifierMetrics metrics, ILogger log)
{
    public void EvidenceProblem(ObjectKey backup, FetchFailure failure)
    {
        metrics.EvidenceError(KebabCase.Of(failure.Outcome));
        Log.EvidenceProblem(log, backup.ToString(), failure.Kinds, failure.Outcome.ToString(), failure.Sentence);
    }

    public void ClusterRefused(ObjectKey backup, string problem)
    {
        metrics.EvidenceError(VerifierMetrics.ClusterRefused);
        Log.EvidenceProblem(log, backup.ToString(), "cluster", "Refused", problem);
    }

    public void Judged(SeenBackup seen, ConsistencyReport report, ConsistencyReport? before)
    {
        metrics.Judged(seen.Schedule, report, before);
        Log.Judged(
            log,
            seen.Key.ToString(),
            seen.Uid,
            report.Backup.Phase,
            ReportText.Label(report.Verdict),
            report.PolicyMet,
            report.VirtualMachines.Count(machine => GaugeRows.IsOptedIn(machine.Policy)),
            report.Evidence.Log.ToString().ToLower(CultureInfo.InvariantCulture));
    }
}
