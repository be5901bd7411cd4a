using System.Collections.Concurrent;
using System.Globalization;
using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Gauges;
using VeleroFreeze.Verifier.Recording;

namespace VeleroFreeze.Verifier;

/// <summary>Everything one term of work consists of.</summary>
internal sealed record VerifierParts(
    VerifierOptions Options,
    SeenBackups Seen,
    GaugeState Gauges,
    VerifierMetrics Metrics,
    ReportStore Store,
    HistoryRecorder Recorder,
    MachineBackupRecorder MachineBackups,
    FrozenGuests Frozen,
    VerdictMaker Maker,
    Announcer Announcer);

/// <summary>
/// Looks at one Backup and takes its next step. Recording is quick and must be prompt, judging may wait for a storage: two queues, so that the one
/// never waits for the other.
/// </summary>
internal sealed class BackupWorker(VerifierParts parts, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan AfterConflict = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two looks at a Backup of which the watches have not told yet what is waited for.</summary>
    private static readonly TimeSpan UntilTold = TimeSpan.FromSeconds(1);

    /// <summary>How long after its end a Backup waits for the verdict of an earlier one that may have left its guests frozen.</summary>
    private static readonly TimeSpan ForEarlier = TimeSpan.FromMinutes(2);

    /// <summary>Room for more Backups than there are: with either full, the watch would stand still and no start would be recorded.</summary>
    private const int Capacity = 100_000;

    private readonly WorkQueue _looks = new(Capacity);
    private readonly WorkQueue _verdicts = new(Capacity);

    /// <summary>How often in a row something failed that may pass.</summary>
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    private readonly Glances _glances = new(time);

    private readonly StepChooser _steps = new(parts, time);

    public ValueTask AddAsync(string uid, CancellationToken cancellation) => _looks.AddAsync(uid, cancellation);

    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        _looks.RunAsync(2, (uid, token) => GuardAsync(uid, LookAsync, token), cancellation),
        _verdicts.RunAsync(4, (uid, token) => GuardAsync(uid, ConcludeAsync, token), cancellation));

    public void Dispose()
    {
        _looks.Dispose();
        _verdicts.Dispose();
    }

    private async Task LookAsync(string uid, CancellationToken cancellation)
    {
        var record = await parts.Store.FindAsync(uid, cancellation);
        if (parts.Seen.Find(uid) is not { } backup)
        {
            parts.Gauges.Forget(uid);
            parts.Frozen.Forget(uid, time.GetUtcNow());
            parts.Recorder.Forget(uid);
            parts.MachineBackups.Forget(uid);
            await ForgetAsync(uid, record, cancellation);
            return;
        }

        Learn(backup, record?.Report);
        if (record?.Report is null && !await parts.MachineBackups.RecordAsync(backup, record, cancellation))
        {
            Again(uid, AfterConflict, cancellation);
            return;
        }

        switch (_steps.Of(backup, record))
        {
            case NextStep.Record or NextStep.RecordEnd:
                await RecordAsync(backup, record, cancellation);
                break;
            case NextStep.Judge or NextStep.Announce:
                await _verdicts.AddAsync(uid, cancellation);
                break;
            case NextStep.DropFacts when await parts.Store.DropFactsAsync(record!, cancellation) != FencedOutcome.Written:
                Again(uid, AfterConflict, cancellation);
                break;
            case NextStep.Nothing when backup is { Stage: BackupStage.Finishing, MovesData: true }:
                LookLater(uid, cancellation);
                break;
        }
    }

    private void Learn(SeenBackup backup, ConsistencyReport? report)
    {
        parts.Gauges.Looked(backup, report);
        if (report is not null)
        {
            parts.Frozen.Learn(report);
        }
    }

    private async Task RecordAsync(SeenBackup backup, ReportRecord? record, CancellationToken cancellation)
    {
        var isEnd = backup.Stage != BackupStage.InProgress;
        switch (await parts.Recorder.RecordAsync(backup, record, isEnd, cancellation))
        {
            case RecordOutcome.Conflict:
                Again(backup.Uid, AfterConflict, cancellation);
                break;
            case RecordOutcome.Early:
                Again(backup.Uid, UntilTold, cancellation);
                break;
            case RecordOutcome.Written when isEnd:
                Again(backup.Uid, TimeSpan.Zero, cancellation);
                break;
            case var _ when !isEnd:
                LookLater(backup.Uid, cancellation);
                break;
        }
    }

    private void LookLater(string uid, CancellationToken cancellation) => _glances.Schedule(uid, later => Again(later, TimeSpan.Zero, cancellation), cancellation);

    private async Task ConcludeAsync(string uid, CancellationToken cancellation)
    {
        if (parts.Seen.Find(uid) is not { } backup)
        {
            return;
        }

        var record = await parts.Store.FindAsync(uid, cancellation);
        switch (_steps.Of(backup, record))
        {
            case NextStep.Judge:
                await JudgeAsync(backup, record, cancellation);
                break;
            case NextStep.Announce when record is { Report: { } report }:
                await AnnounceAsync(backup, record, report, cancellation);
                break;
        }

        if (parts.Seen.Find(uid) is null)
        {
            // Deleted meanwhile: whoever removed its record may have looked before this one was written.
            Again(uid, TimeSpan.Zero, cancellation);
        }
    }

    private async Task JudgeAsync(SeenBackup backup, ReportRecord? record, CancellationToken cancellation)
    {
        _steps.Taken(backup.Uid);
        if (_steps.SinceEnd(backup) < ForEarlier && await parts.Maker.AwaitsEarlierAsync(backup, record, cancellation))
        {
            Again(backup.Uid, UntilTold, cancellation);
            return;
        }

        var report = await parts.Maker.JudgeAsync(backup, record, cancellation);
        if (report is null || await parts.Store.FindAsync(backup.Uid, cancellation) is not { Report: not null } written)
        {
            Again(backup.Uid, AfterConflict, cancellation);
            return;
        }

        Learn(backup, report);
        if (LateEvidence.Wait(report, parts.Seen.Looked(backup.Uid), parts.Options.LateEvidence, _steps.SinceEnd(backup)) is { } wait)
        {
            Log.LookedAtAgain(log, backup.Key.ToString(), Text(wait), $"its log is {report.Evidence.Log.ToString().ToLowerInvariant()}");
            Again(backup.Uid, wait, cancellation, isDue: true);
        }

        await AnnounceAsync(backup, written, report, cancellation);
    }

    private async Task AnnounceAsync(SeenBackup backup, ReportRecord record, ConsistencyReport report, CancellationToken cancellation)
    {
        var isTold = await parts.Announcer.AnnounceAsync(backup, record, report, cancellation);
        // By then the watch has told of what was written, and what the report was made from can go.
        Again(backup.Uid, isTold ? UntilTold : AfterConflict, cancellation);
    }

    private async Task ForgetAsync(string uid, ReportRecord? record, CancellationToken cancellation)
    {
        if (record is not null)
        {
            await parts.Store.RemoveAsync(record, cancellation);
            Log.Removed(log, uid);
        }
    }

    private async Task GuardAsync(string uid, Func<string, CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(uid, cancellation);
            _failures.TryRemove(uid, out _);
        }
        catch (KubernetesException e)
        {
            var wait = AfterFailures(_failures.AddOrUpdate(uid, 1, (_, before) => before + 1));
            Log.LookedAtAgain(log, NameOf(uid), Text(wait), e.Message);
            Again(uid, wait, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // One Backup's evidence must not cost the others their verdicts. Its text may hold anything; type and place do not.
            parts.Metrics.EvidenceError(VerifierMetrics.InternalFault);
            Log.Fault(log, NameOf(uid), e.GetType().Name, e.StackTrace?.Split('\n')[0].Trim() ?? "");
        }
    }

    private void Again(string uid, TimeSpan wait, CancellationToken cancellation, bool isDue = false) => _ = AgainAsync(uid, wait, isDue, cancellation);

    private async Task AgainAsync(string uid, TimeSpan wait, bool isDue, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(wait, time, cancellation);
            if (isDue)
            {
                _steps.MakeDue(uid);
            }

            await _looks.AddAsync(uid, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The term is over; whoever leads next finds the Backup in its list.
        }
    }

    /// <summary>5 s, 10 s, 20 s and so on to five minutes: a right that is missing may be granted, a storage may come back.</summary>
    internal static TimeSpan AfterFailures(int failures) => TimeSpan.FromSeconds(Math.Min(300, 5 * Math.Pow(2, Math.Min(failures, 10) - 1)));

    private string NameOf(string uid) => parts.Seen.Find(uid)?.Key.ToString() ?? uid;

    private static string Text(TimeSpan wait) => wait.TotalSeconds.ToString("0.#' s'", CultureInfo.InvariantCulture);
}
