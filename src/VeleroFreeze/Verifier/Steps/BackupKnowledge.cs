using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Verifier.Metrics;
using VeleroFreeze.Verifier.Recording;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>What one term of work knows of Backups, and what their verdicts say of guests: for its next steps and for gauges.</summary>
internal sealed class BackupKnowledge(SeenBackups seen, GaugeState gauges, FrozenGuests frozen, TimeProvider time)
{
    /// <summary>Null when it is gone.</summary>
    public SeenBackup? Find(string uid) => seen.Find(uid);

    /// <summary>As the log calls it.</summary>
    public string NameOf(string uid) => Find(uid)?.Key.ToString() ?? uid;

    /// <summary>A Backup was looked at.</summary>
    /// <param name="backup">Which.</param>
    /// <param name="report">The verdict that stands; null for none.</param>
    public void Learn(SeenBackup backup, ConsistencyReport? report)
    {
        gauges.Looked(backup, report);
        if (report is not null)
        {
            frozen.Learn(report);
        }
    }

    /// <summary>A Backup is gone.</summary>
    public void Forget(string uid)
    {
        gauges.Forget(uid);
        frozen.Forget(uid, time.GetUtcNow());
    }
}
