using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>
/// Whether a CSI snapshot, or its upload, came to a good end. Volume info tells since Velero 1.15, operations since 1.11; a snapshot that stays
/// in the cluster is there once it has its handle, an upload only when somebody says that it ended well.
/// </summary>
internal sealed record SnapshotOutcome(
    EvidenceIndex Index, VirtualMachineKey Claim, IReadOnlySet<string> Snapshots, VolumeInfo? Info, IReadOnlyList<ItemOperation> Operations, bool HasHandle)
{
    /// <summary>Who moved the data is told by volume info alone; without it an upload proves nothing.</summary>
    public CaptureState State => HasFailed ? CaptureState.NotCaptured
        : HasSucceeded && (Info is not null || !IsUpload) ? CaptureState.Captured
        : CaptureState.Unknown;

    public string? Error => Operations.Select(operation => operation.Error).FirstOrDefault(error => error.Length > 0)
        ?? FailureMarks.Select(mark => mark.Detail).FirstOrDefault();

    private bool HasFailed => Info?.Succeeded == false
        || Operations.Any(operation => operation.Phase is "Failed" or "Canceled")
        || (Info?.Succeeded is null && !HasHandle && FailureMarks.Any());

    private bool HasSucceeded => Info?.Succeeded == true
        || Operations.Any(operation => operation.Phase == "Completed")
        || Index.Backup.Summary.Phase == "Completed"
        || (HasHandle && !IsUpload);

    private bool IsUpload => Info?.DataMoved == true || Index.Backup.MovesData || Operations.Any(operation => operation.Id.StartsWith("du-", StringComparison.Ordinal));

    private IEnumerable<LogMark> FailureMarks =>
        Snapshots.Append(Claim.Name).SelectMany(name => Index.Marks[Claim with { Name = name }]).Where(mark => mark.Kind is LogMarkKind.SnapshotFailed or LogMarkKind.ClaimFailed);
}
