using System.Collections.Concurrent;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Verifier;

/// <summary>Puts together what is known of a Backup, for <see cref="NextSteps"/> to choose by.</summary>
internal sealed class StepChooser(VerifierParts parts, TimeProvider time)
{
    /// <summary>Those whose evidence is to be looked at once more.</summary>
    private readonly ConcurrentDictionary<string, bool> _due = new(StringComparer.Ordinal);

    /// <summary>Its time has come.</summary>
    public void MakeDue(string uid) => _due[uid] = true;

    /// <summary>It is being looked at.</summary>
    public void Taken(string uid) => _due.TryRemove(uid, out _);

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
            IsPending = report is not null && Pending(backup, report, Math.Max(1, parts.Seen.Looks(backup.Uid))),
            IsRemembered = parts.Recorder.Remembers(backup),
            IsTooOld = SinceEnd(backup) > parts.Options.Since,
        });
    }

    /// <summary>Its time has come, or an earlier process was still waiting for it.</summary>
    private bool IsDue(SeenBackup backup, ConsistencyReport report) =>
        _due.ContainsKey(backup.Uid)
        || (parts.Seen.Looks(backup.Uid) == 0 && Pending(backup, report, looks: 1));

    private bool Pending(SeenBackup backup, ConsistencyReport report, int looks) => LateEvidence.Wait(report, looks, parts.Options.LateEvidence, SinceEnd(backup)) is not null;

    public TimeSpan SinceEnd(SeenBackup backup) => time.GetUtcNow() - backup.EndedAt;
}
