using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>CSI snapshots, kept or uploaded: what counts is when the snapshot was cut.</summary>
internal static class CsiSnapshots
{
    public static DiskCapture? Of(EvidenceIndex index, VirtualMachineKey claim, IReadOnlyList<VolumeInfo> volumes)
    {
        var snapshots = SnapshotNames.Of(index, claim, volumes);
        var operations = OperationsOf(index, claim, snapshots);
        var bounds = SnapshotBounds.Of(index, claim, snapshots, operations);
        var info = volumes.FirstOrDefault(volume => !volume.Skipped);
        if (info is null && operations.Count == 0 && bounds.To is null)
        {
            return null;
        }

        var outcome = new SnapshotOutcome(index, claim, snapshots, info, operations, HasHandle: bounds.HasHandle);
        return new DiskCapture
        {
            Claim = claim.Name,
            Method = IsMoved(index, claim, info, operations) ? CaptureMethod.DataMover : CaptureMethod.CsiSnapshot,
            State = outcome.State,
            Reason = outcome.State == CaptureState.NotCaptured ? ReasonCode.VolumeFailed : ReasonCode.CaptureUnknown,
            Cause = outcome.Error,
            From = bounds.From,
            To = bounds.To,
            StorageTime = index.Snapshots[claim].Select(snapshot => snapshot.TakenAt).FirstOrDefault(at => at is not null) ?? (info is { DataMoved: false } ? info.StartedAt : null),
        };
    }

    /// <summary>The operations on a claim and on its snapshots.</summary>
    public static IReadOnlyList<ItemOperation> OperationsOf(EvidenceIndex index, VirtualMachineKey claim) =>
        OperationsOf(index, claim, SnapshotNames.Of(index, claim, [.. index.Volumes[claim]]));

    private static List<ItemOperation> OperationsOf(EvidenceIndex index, VirtualMachineKey claim, IReadOnlySet<string> snapshots) =>
    [
        .. index.Operations[claim].Where(operation => operation.Resource.StartsWith("persistentvolumeclaims", StringComparison.Ordinal)),
        .. snapshots.SelectMany(name => index.Operations[claim with { Name = name }]).Where(operation => operation.Resource.StartsWith("volumesnapshots", StringComparison.Ordinal)),
    ];

    private static bool IsMoved(EvidenceIndex index, VirtualMachineKey claim, VolumeInfo? info, List<ItemOperation> operations) =>
        info?.DataMoved
        ?? (index.Backup.MovesData
            || operations.Exists(operation => operation.Id.StartsWith("du-", StringComparison.Ordinal))
            || index.Marks[claim].Any(mark => mark.Kind == LogMarkKind.DataUploadSubmitted));
}
