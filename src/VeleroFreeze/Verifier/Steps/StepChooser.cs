using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Verifier.Judging;
using VeleroFreeze.Verifier.Recording;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>Puts together what is known of a Backup, for <see cref="NextSteps"/> to choose by.</summary>
internal sealed class StepChooser(SeenBackups seen, BackupRecorder recorder, WorkPlan plan, VerdictTimes times, TimeProvider time)
{
    public NextStep Of(SeenBackup backup, ReportRecord? record)
    {
        var report = record?.Report;
        return NextSteps.Of(new BackupProgress
        {
            Stage = backup.Stage,
            HasEnd = record?.HasEnd == true,
            HasFacts = record?.HasFacts == true,
            HasReport = report is not null,
            IsAnnounced = report is not null && record!.Announced == VerdictIdentity.Of(report) && ReportObjects.IsSaid(backup.Label, backup.Summary, report),
            IsDue = report is not null && IsDue(backup, report),
            IsPending = report is not null && Wait(backup, report, Math.Max(1, seen.Looks(backup.Uid))) is not null,
            IsRemembered = recorder.Remembers(backup),
            IsTooOld = SinceEnd(backup) > times.Since,
        });
    }

    /// <summary>Counts a look at the evidence.</summary>
    /// <returns>When to look again; null when there is no sense in it.</returns>
    public TimeSpan? Looked(SeenBackup backup, ConsistencyReport report) => Wait(backup, report, seen.Looked(backup.Uid));

    public TimeSpan SinceEnd(SeenBackup backup) => time.GetUtcNow() - backup.EndedAt;

    /// <summary>Its time has come, or an earlier process was still waiting for it.</summary>
    private bool IsDue(SeenBackup backup, ConsistencyReport report) => plan.IsDue(backup.Uid) || (seen.Looks(backup.Uid) == 0 && Wait(backup, report, looks: 1) is not null);

    private TimeSpan? Wait(SeenBackup backup, ConsistencyReport report, int looks) => LateEvidence.Wait(report, looks, times.LateEvidence, SinceEnd(backup));
}
