using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Verifier.Logging;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Recording;

/// <summary>The record of a Backup, from the moment it runs until its facts are not needed any more.</summary>
internal sealed class BackupRecorder(ReportStore store, HistoryRecorder history, MachineBackupRecorder machineBackups, ILogger log)
{
    public Task<ReportRecord?> FindAsync(string uid, CancellationToken cancellation) => store.FindAsync(uid, cancellation);

    /// <inheritdoc cref="HistoryRecorder.Remembers"/>
    public bool Remembers(SeenBackup backup) => history.Remembers(backup);

    /// <inheritdoc cref="HistoryRecorder.RecordAsync"/>
    public Task<RecordOutcome> RecordHistoryAsync(SeenBackup backup, ReportRecord? record, bool isEnd, CancellationToken cancellation) => history.RecordAsync(backup, record, isEnd, cancellation);

    /// <inheritdoc cref="MachineBackupRecorder.RecordAsync"/>
    public Task<bool> RecordMachineBackupsAsync(SeenBackup backup, ReportRecord? record, CancellationToken cancellation) => machineBackups.RecordAsync(backup, record, cancellation);

    /// <summary>Leaves the report alone in its record.</summary>
    /// <returns>False when someone wrote in between: look again.</returns>
    public async Task<bool> DropFactsAsync(ReportRecord record, CancellationToken cancellation) => await store.DropFactsAsync(record, cancellation) == FencedOutcome.Written;

    /// <summary>The Backup is gone, and its record goes too.</summary>
    public async Task ForgetAsync(string uid, ReportRecord? record, CancellationToken cancellation)
    {
        history.Forget(uid);
        machineBackups.Forget(uid);
        if (record is not null)
        {
            await store.RemoveAsync(record, cancellation);
            Log.Removed(log, uid);
        }
    }
}
