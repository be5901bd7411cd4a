using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>The moments between which a snapshot was cut, by Velero's own log and clock.</summary>
/// <param name="From">A line before the cut.</param>
/// <param name="To">A line, or else a time, after it.</param>
/// <param name="HasHandle">A line says that the snapshot existed.</param>
internal sealed record SnapshotBounds(LogPosition? From, LogPosition? To, bool HasHandle)
{
    public static SnapshotBounds Of(EvidenceIndex index, VirtualMachineKey claim, IReadOnlySet<string> snapshots, IReadOnlyList<ItemOperation> operations)
    {
        var created = snapshots.SelectMany(name => index.Marks[claim with { Name = name }])
            .Where(mark => mark.Kind == LogMarkKind.SnapshotCreated).OrderBy(mark => mark.Line).ToList();
        var ready = Ready(index, claim, snapshots).OrderBy(mark => mark.Line).ToList();
        var from = Began(index, claim) ?? (created.Count > 0 && !index.Evidence.Log.HooksInterleave ? LogPosition.Of(created[0]) : FirstAction(index));
        // One snapshot is bounded by every line that follows it, closest by the first. Of several the last is the one that was kept.
        var after = ready.Where(mark => (created.Count > 0 ? created[0].Line : from?.Line) is not { } start || mark.Line > start).ToList();
        var to = after.Count == 0 ? null : created.Count > 1 ? after[^1] : after[0];
        return new SnapshotBounds(from, to is null ? ByOperation(operations) : LogPosition.Of(to), ready.Count > 0);
    }

    /// <summary>
    /// Velero's own line for the claim, before it calls any action: strict with any number of workers. The plugin's <c>Created</c> comes after the call, and its
    /// <c>Starting</c> names nobody.
    /// </summary>
    private static LogPosition? Began(EvidenceIndex index, VirtualMachineKey claim) =>
        index.Marks[claim].FirstOrDefault(mark => mark.Kind == LogMarkKind.ClaimStarted) is { } mark ? LogPosition.Of(mark) : null;

    private static IEnumerable<LogMark> Ready(EvidenceIndex index, VirtualMachineKey claim, IReadOnlySet<string> snapshots)
    {
        var contents = index.Snapshots[claim].Select(snapshot => snapshot.Content).Concat(index.Volumes[claim].Select(volume => volume.Content)).Where(content => content.Length > 0);
        var byClaim = index.Marks[claim].Where(mark => mark.Kind is LogMarkKind.ClaimCaptured or LogMarkKind.DataUploadSubmitted);
        var bySnapshot = snapshots.Concat(contents)
            .SelectMany(name => index.Marks[claim with { Name = name }].Concat(index.Marks[new VirtualMachineKey("", name)]))
            .Where(mark => mark.Kind == LogMarkKind.SnapshotReady);
        return byClaim.Concat(bySnapshot);
    }

    /// <summary>Every CSI snapshot comes after the first line of the first such action in the log, whoever it was for.</summary>
    private static LogPosition? FirstAction(EvidenceIndex index) => index.FirstClaimAction is { } first ? LogPosition.Of(first) : null;

    private static LogPosition? ByOperation(IReadOnlyList<ItemOperation> operations) =>
        operations.Select(operation => operation.CreatedAt).Max() is { } created ? new LogPosition(created, 0) : null;
}
