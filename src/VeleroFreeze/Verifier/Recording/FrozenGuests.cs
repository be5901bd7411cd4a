using System.Collections.Concurrent;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Recording;

/// <summary>Which guests earlier Backups may have left frozen. One term of work learns it from all reports, its own and those it finds.</summary>
internal sealed class FrozenGuests
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<LeftFrozen>> _byBackup = new(StringComparer.Ordinal);

    /// <summary>A report stands.</summary>
    public void Learn(ConsistencyReport report) => _byBackup[report.Backup.Uid] = LeftFrozenReader.Of(report);

    /// <summary>
    /// A Backup is gone, and its report with it. A guest that it left frozen still is: what it said is kept for as long as it may matter.
    /// </summary>
    public void Forget(string uid, DateTimeOffset now)
    {
        if (_byBackup.TryGetValue(uid, out var left) && !left.Any(one => one.Until is null || one.Until > now - HistoryMemory.Length))
        {
            _byBackup.TryRemove(uid, out _);
        }
    }

    /// <summary>Earlier Backups without a verdict whose freezes could reach into this one: their verdicts are worth a short wait.</summary>
    public IReadOnlyList<FreezingActor> Unjudged(SeenBackup backup, ClusterHistory history) =>
    [
        .. history.Actors.Where(actor => actor.Kind == nameof(WatchedKind.Backup) && actor.Uid != backup.Uid && !_byBackup.ContainsKey(actor.Uid)
            && actor.From <= backup.Object.Summary.StartTimestamp && LeftFrozenReader.UntilOf(actor) >= backup.Object.Summary.StartTimestamp),
    ];

    /// <summary>All that may have reached into a Backup; of those without a verdict the worst is assumed.</summary>
    public IReadOnlyList<LeftFrozen> Before(SeenBackup backup, ClusterHistory history) =>
    [
        .. _byBackup.Where(entry => entry.Key != backup.Uid).SelectMany(entry => entry.Value)
            .Where(left => history.VirtualMachines.ContainsKey(left.Machine) && !(left.Until < backup.Object.Summary.StartTimestamp) && left.From <= backup.Object.Summary.StartTimestamp)
            .Concat(Unjudged(backup, history).SelectMany(actor => LeftFrozenReader.Unjudged(actor, history.VirtualMachines.Keys)))
            .OrderBy(left => left.From),
    ];
}
