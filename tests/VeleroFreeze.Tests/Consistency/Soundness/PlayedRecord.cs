using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Recording;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>
/// The record that verifiers keep of one Backup: whoever leads writes it while the Backup is <c>InProgress</c> and once more when it has left that phase, and whoever
/// leads next goes on with it.
/// </summary>
internal sealed class PlayedRecord(IReadOnlyList<PlayedEvent> events, BackupObject backup, DateTimeOffset start, PlayedClocks clocks, Random chance)
{
    /// <summary>Of so many VMs a record is large, and is written seldom.</summary>
    private const int Many = 50;

    /// <summary>Between two writes.</summary>
    public static TimeSpan Pace(int vms) => TimeSpan.FromSeconds(vms > Many ? 120 : 10);

    public ClusterHistory Written(IEnumerable<PlayedLife> lives, PlayedDenial? denial, int vms)
    {
        var record = ClusterHistory.Nothing;
        foreach (var life in lives.Where(life => life.To > start))
        {
            var process = new PlayedProcess(events, life, start.AddMinutes(-2), denial, clocks, chance);
            for (var at = (life.Leads > start ? life.Leads : start).AddSeconds(1); at < life.To; at += Ended(process) is null ? Pace(vms) : TimeSpan.FromSeconds(3))
            {
                var now = at + clocks.Verifier;
                process.RunTo(now);
                if (denial is null && process.Memory.InProgress(backup.Summary.Uid) is null)
                {
                    continue;
                }

                record = History(process.Memory, record, now);
                if (IsReached(process.Memory, record, now))
                {
                    return WithLeftFrozen(record);
                }
            }
        }

        return WithLeftFrozen(record);
    }

    private DateTimeOffset? Ended(PlayedProcess process) => process.Memory.InProgress(backup.Summary.Uid)?.To;

    private ClusterHistory History(HistoryMemory memory, ClusterHistory last, DateTimeOffset now)
    {
        var from = (memory.InProgress(backup.Summary.Uid)?.From ?? now).AddMinutes(-1);
        return HistoryScope.Of(HistoryJoin.Of(last, memory.Since(from, key => HistoryScope.Holds(backup, key))), backup);
    }

    private bool IsReached(HistoryMemory memory, ClusterHistory history, DateTimeOffset now) =>
        EndOfRecord.IsReached(memory.InProgress(backup.Summary.Uid)?.To, memory.IsComplete ? memory.CompleteTo : now, history, now);

    /// <summary>The other Backups have no verdict yet: their uploads go on.</summary>
    private ClusterHistory WithLeftFrozen(ClusterHistory record) => record with
    {
        LeftFrozen = new FrozenGuests().Before(new SeenBackup(new ObjectKey(backup.Summary.Namespace, backup.Summary.Name), backup.Summary.Uid, default, default, null, null, backup), record),
    };
}
