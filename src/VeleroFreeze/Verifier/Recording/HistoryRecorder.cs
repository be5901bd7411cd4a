using System.Collections.Concurrent;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Verifier.Logging;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Recording;

/// <summary>
/// Writes down what the watches told of the VMs of a Backup: while it is <c>InProgress</c>, so that a crash loses little, and once more after that, for good.
/// Nothing is read of the cluster for it.
/// </summary>
internal sealed class HistoryRecorder(KubernetesClient client, ReportStore store, HistoryMemory memory, TimeProvider time, ILogger log)
{
    /// <summary>Of the time before a Backup's start: what each VM was then, with room for clocks that differ.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, RecordedHistory> _recorded = new(StringComparer.Ordinal);

    /// <summary>Whether there is still something to record of a Backup that has left <c>InProgress</c>.</summary>
    public bool Remembers(SeenBackup backup) => memory.InProgress(backup.Uid) is not null || !memory.HasList(WatchedType.Of(backup.Key.Namespace).Name);

    public async Task<RecordOutcome> RecordAsync(SeenBackup backup, ReportRecord? record, bool isEnd, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var last = await LastAsync(backup, record, cancellation);
        if (!isEnd && last is not null && now - last.At < last.Wait)
        {
            return RecordOutcome.Recorded;
        }

        var history = HistoryOf(backup, last?.History ?? ClusterHistory.Nothing);
        if (isEnd ? !IsWhole(backup, history, now) : last?.IsDue(history, now) == false)
        {
            return isEnd ? RecordOutcome.Early : RecordOutcome.Recorded;
        }

        var current = await client.FindAsync(ClusterKinds.Backups.In(backup.Key.Namespace).Named(backup.Key.Name), cancellation);
        if (current is null || current.Metadata.Uid != backup.Uid)
        {
            return RecordOutcome.Recorded;
        }

        var (outcome, bytes) = await store.PutHistoryAsync(current, record, history, isEnd, cancellation);
        if (outcome != FencedOutcome.Written)
        {
            // Somebody else may have written a record that has to be joined with.
            _recorded.TryRemove(backup.Uid, out _);
            return RecordOutcome.Conflict;
        }

        Remember(backup.Uid, new RecordedHistory(history, bytes, now), isEnd);
        Log.Recorded(log, backup.Key.ToString(), backup.Uid, isEnd ? "end" : "start", history.VirtualMachines.Count, bytes);
        return RecordOutcome.Written;
    }

    public void Forget(string uid) => _recorded.TryRemove(uid, out _);

    private void Remember(string uid, RecordedHistory recorded, bool isEnd)
    {
        if (isEnd)
        {
            Forget(uid);
        }
        else
        {
            _recorded[uid] = recorded;
        }
    }

    /// <returns>What this process wrote last, or found of another one; null for nothing.</returns>
    private async Task<RecordedHistory?> LastAsync(SeenBackup backup, ReportRecord? record, CancellationToken cancellation)
    {
        if (_recorded.TryGetValue(backup.Uid, out var last))
        {
            return last;
        }

        return record is not null && await store.FindHistoryAsync(record, cancellation) is { } found
            ? _recorded[backup.Uid] = new RecordedHistory(found, 0, DateTimeOffset.MinValue)
            : null;
    }

    private ClusterHistory HistoryOf(SeenBackup backup, ClusterHistory before)
    {
        var from = (memory.InProgress(backup.Uid)?.From ?? time.GetUtcNow()) - Before;
        return HistoryScope.Of(HistoryJoin.Of(before, memory.Since(from, key => HistoryScope.Holds(backup.Object, key))), backup.Object);
    }

    private bool IsWhole(SeenBackup backup, ClusterHistory history, DateTimeOffset now) =>
        EndOfRecord.IsReached(memory.InProgress(backup.Uid)?.To, memory.IsComplete ? memory.CompleteTo : now, history, now);
}
