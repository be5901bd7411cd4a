using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Verifier.Announcing;
using VeleroFreeze.Verifier.Judging;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>Judges one Backup, or tells the world what was found.</summary>
internal sealed class VerdictStep(BackupKnowledge known, VerdictMaker maker, Announcer announcer, StepChooser steps, WorkPlan plan)
{
    private static readonly TimeSpan AfterConflict = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two looks at a Backup of which the watches have not told yet what is waited for.</summary>
    private static readonly TimeSpan UntilTold = TimeSpan.FromSeconds(1);

    /// <summary>How long after its end a Backup waits for the verdict of an earlier one that may have left its guests frozen.</summary>
    private static readonly TimeSpan ForEarlier = TimeSpan.FromMinutes(2);

    public async Task TakeAsync(string uid, CancellationToken cancellation)
    {
        if (known.Find(uid) is not { } backup)
        {
            return;
        }

        var record = await maker.FindAsync(uid, cancellation);
        switch (steps.Of(backup, record))
        {
            case NextStep.Judge:
                await JudgeAsync(backup, record, cancellation);
                break;
            case NextStep.Announce when record is { Report: { } report }:
                await AnnounceAsync(backup, record, report, cancellation);
                break;
        }

        if (known.Find(uid) is null)
        {
            // Deleted meanwhile: whoever removed its record may have looked before this one was written.
            plan.LookAfter(uid, TimeSpan.Zero, cancellation);
        }
    }

    private async Task JudgeAsync(SeenBackup backup, ReportRecord? record, CancellationToken cancellation)
    {
        plan.Taken(backup.Uid);
        if (steps.SinceEnd(backup) < ForEarlier && await maker.AwaitsEarlierAsync(backup, record, cancellation))
        {
            plan.LookAfter(backup.Uid, UntilTold, cancellation);
            return;
        }

        var report = await maker.JudgeAsync(backup, record, cancellation);
        if (report is null || await maker.FindAsync(backup.Uid, cancellation) is not { Report: not null } written)
        {
            plan.LookAfter(backup.Uid, AfterConflict, cancellation);
            return;
        }

        known.Learn(backup, report);
        if (steps.Looked(backup, report) is { } wait)
        {
            plan.Retry(backup.Uid, backup.Key.ToString(), wait, $"its log is {report.Evidence.Log.ToString().ToLowerInvariant()}", isDue: true, cancellation);
        }

        await AnnounceAsync(backup, written, report, cancellation);
    }

    private async Task AnnounceAsync(SeenBackup backup, ReportRecord record, ConsistencyReport report, CancellationToken cancellation)
    {
        var isTold = await announcer.AnnounceAsync(backup, record, report, cancellation);
        // By then the watch has told of what was written, and what the report was made from can go.
        plan.LookAfter(backup.Uid, isTold ? UntilTold : AfterConflict, cancellation);
    }
}
