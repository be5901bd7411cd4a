using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Verifier.Recording;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>Looks at one Backup: records what the cluster did while it ran, and hands it on to be judged once it is over.</summary>
internal sealed class LookStep(BackupKnowledge known, BackupRecorder recorder, StepChooser steps, WorkPlan plan)
{
    private static readonly TimeSpan AfterConflict = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two looks at a Backup of which the watches have not told yet what is waited for.</summary>
    private static readonly TimeSpan UntilTold = TimeSpan.FromSeconds(1);

    public async Task TakeAsync(string uid, CancellationToken cancellation)
    {
        var record = await recorder.FindAsync(uid, cancellation);
        if (known.Find(uid) is not { } backup)
        {
            known.Forget(uid);
            await recorder.ForgetAsync(uid, record, cancellation);
            return;
        }

        known.Learn(backup, record?.Report);
        if (record?.Report is null && !await recorder.RecordMachineBackupsAsync(backup, record, cancellation))
        {
            plan.LookAfter(uid, AfterConflict, cancellation);
            return;
        }

        switch (steps.Of(backup, record))
        {
            case NextStep.Record or NextStep.RecordEnd:
                await RecordAsync(backup, record, cancellation);
                break;
            case NextStep.Judge or NextStep.Announce:
                await plan.ConcludeAsync(uid, cancellation);
                break;
            case NextStep.DropFacts when !await recorder.DropFactsAsync(record!, cancellation):
                plan.LookAfter(uid, AfterConflict, cancellation);
                break;
            case NextStep.Nothing when backup is { Stage: BackupStage.Finishing, MovesData: true }:
                plan.LookWithPoll(uid, cancellation);
                break;
        }
    }

    private async Task RecordAsync(SeenBackup backup, ReportRecord? record, CancellationToken cancellation)
    {
        var isEnd = backup.Stage != BackupStage.InProgress;
        switch (await recorder.RecordHistoryAsync(backup, record, isEnd, cancellation))
        {
            case RecordOutcome.Conflict:
                plan.LookAfter(backup.Uid, AfterConflict, cancellation);
                break;
            case RecordOutcome.Early:
                plan.LookAfter(backup.Uid, UntilTold, cancellation);
                break;
            case RecordOutcome.Written when isEnd:
                plan.LookAfter(backup.Uid, TimeSpan.Zero, cancellation);
                break;
            case var _ when !isEnd:
                plan.LookWithPoll(backup.Uid, cancellation);
                break;
        }
    }
}
