using System.Diagnostics.Metrics;
using VeleroFreeze.Backups.Storage;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Text;
using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Verifier.Metrics;

/// <summary>Everything the verifier ever counts. No label holds a Backup's name.</summary>
internal sealed class VerifierMetrics : IDisposable
{
    public static readonly MeterNames Names = MeterNames.Of("Verifier");

    public const string ClusterRefused = "cluster-refused";
    public const string InternalFault = "internal-fault";

    private static readonly string[] EvidenceReasons =
    [
        .. Enum.GetValues<DownloadOutcome>()
            .Where(outcome => outcome is not (DownloadOutcome.Fetched or DownloadOutcome.NotFound or DownloadOutcome.NotSupported))
            .Select(KebabCase.Of),
        ClusterRefused,
        InternalFault,
    ];

    private readonly Meter _counted;
    private readonly Meter _state;
    private readonly VerifierGauges _gauges;
    private readonly Counter<long> _verified;
    private readonly Counter<long> _hooksAttempted;
    private readonly Counter<long> _hooksFailed;
    private readonly Counter<long> _evidenceErrors;
    private readonly Histogram<double> _freezes;
    private readonly HashSet<string> _schedules = new(StringComparer.Ordinal);

    public VerifierMetrics()
    {
        (_counted, _state) = Names.Create();
        _gauges = new VerifierGauges(_state);
        _verified = _counted.CreateCounter<long>(
            "velerofreeze.backups_verified", "{backup}", "Verdicts written; a Backup that is judged again on better evidence counts again.");
        _hooksAttempted = _counted.CreateCounter<long>("velerofreeze.hooks_attempted", "{hook}", "Hooks that Velero ran in the Backups that were judged.");
        _hooksFailed = _counted.CreateCounter<long>("velerofreeze.hooks_failed", "{hook}", "Hooks that Velero counted as failed in the Backups that were judged.");
        _evidenceErrors = _counted.CreateCounter<long>(
            "velerofreeze.evidence_errors", "{error}", "Failures to read what verdicts rest on, such as Velero's files in the object storage.");
        _freezes = _counted.CreateHistogram<double>(
            "velerofreeze.vm_freeze_duration",
            "s",
            "How long a guest's file systems stood still for a backup, from the attested freeze to the thaw.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 60, 120, 300] });
        foreach (var reason in EvidenceReasons)
        {
            EvidenceError(reason, 0);
        }
    }

    /// <summary>Shows what a term of work knows; null when it is over, for only the leader speaks about Backups and VMs.</summary>
    public void Show(GaugeState? state) => _gauges.Show(state);

    /// <summary>Makes a schedule's counters start at 0, where Prometheus sees their first increase.</summary>
    public void Known(string schedule)
    {
        lock (_schedules)
        {
            if (!_schedules.Add(schedule))
            {
                return;
            }
        }

        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            Verified(schedule, verdict, 0);
        }

        Hooks(schedule, 0, 0);
    }

    /// <summary>A verdict was written.</summary>
    /// <param name="schedule">Of the Backup.</param>
    /// <param name="report">What is said now.</param>
    /// <param name="before">What was said before on less evidence; null for nothing.</param>
    public void Judged(string schedule, ConsistencyReport report, ConsistencyReport? before)
    {
        Verified(schedule, report.Verdict, 1);
        if (before is null)
        {
            Hooks(schedule, report.Backup.HooksAttempted ?? 0, report.Backup.HooksFailed ?? 0);
        }

        var known = Freezes(before).Select(freeze => freeze.Key).ToHashSet();
        foreach (var (_, duration) in Freezes(report).Where(freeze => !known.Contains(freeze.Key)))
        {
            _freezes.Record(duration.TotalSeconds);
        }
    }

    public void EvidenceError(string reason, int count = 1) => _evidenceErrors.Add(count, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose()
    {
        _counted.Dispose();
        _state.Dispose();
    }

    private static IEnumerable<(VirtualMachineKey Key, TimeSpan Duration)> Freezes(ConsistencyReport? report) =>
        from machine in report?.VirtualMachines ?? []
        let duration = machine.Freeze?.ThawedAt - machine.Freeze?.FrozenAt
        where duration >= TimeSpan.Zero
        select (machine.Key, duration.Value);

    private void Verified(string schedule, Verdict verdict, int count) =>
        _verified.Add(count, new("schedule", schedule), new("verdict", ReportText.Label(verdict)));

    private void Hooks(string schedule, int attempted, int failed)
    {
        _hooksAttempted.Add(attempted, new KeyValuePair<string, object?>("schedule", schedule));
        _hooksFailed.Add(failed, new KeyValuePair<string, object?>("schedule", schedule));
    }
}
