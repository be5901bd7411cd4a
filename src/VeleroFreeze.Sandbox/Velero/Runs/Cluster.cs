using VeleroFreeze.Sandbox.Velero.Hooks;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>All that a run needs of the world outside: its time, and what it asks others to do.</summary>
internal sealed record Cluster
{
    public required Func<DateTimeOffset> Now { get; init; }

    public required Func<TimeSpan, CancellationToken, Task> Wait { get; init; }

    public required Exec Exec { get; init; }

    /// <summary>The VolumeSnapshotClass for a CSI driver.</summary>
    public required Func<string, string> SnapshotClass { get; init; }

    public required Func<SnapshotRequest, CancellationToken, Task> CreateSnapshot { get; init; }

    public required Func<SnapshotRef, CancellationToken, Task<SnapshotState>> ReadSnapshot { get; init; }

    public required Func<SnapshotRef, CancellationToken, Task> DeleteSnapshot { get; init; }

    /// <summary>Starts a DataUpload or a PodVolumeBackup.</summary>
    public required Func<TransferRequest, CancellationToken, Task> StartTransfer { get; init; }

    public required Func<TransferRequest, CancellationToken, Task<TransferState>> ReadTransfer { get; init; }

    /// <summary>Told of every change of the Backup's status, at its moment.</summary>
    public required Func<Progress, CancellationToken, Task> Report { get; init; }

    /// <summary>Five letters or digits that end a generated name.</summary>
    public required Func<string> Suffix { get; init; }
}

internal sealed record SnapshotRef(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}

internal sealed record SnapshotRequest(SnapshotRef Snapshot, string Claim, string Class);

/// <summary>A VolumeSnapshot and its content as they stand now; what is not known yet is null.</summary>
internal sealed record SnapshotState
{
    public string? Content { get; init; }

    public string? Handle { get; init; }

    public string? Error { get; init; }

    public long Size { get; init; }

    public bool IsReady { get; init; }

    /// <summary>The point in time of the data, by the clock of the storage.</summary>
    public DateTimeOffset? Taken { get; init; }
}

internal enum TransferKind
{
    DataUpload,
    PodVolumeBackup,
}

/// <param name="Kind">Which of the two.</param>
/// <param name="Name">The name of the object, in Velero's namespace.</param>
/// <param name="Claim">The claim whose data is copied.</param>
/// <param name="Pod">The pod that mounts it; null for a DataUpload.</param>
/// <param name="Volume">The name of the volume in the pod; null for a DataUpload.</param>
internal sealed record TransferRequest(TransferKind Kind, string Name, BackupItem Claim, BackupItem? Pod = null, string? Volume = null)
{
    /// <summary>What a DataUpload reads; null for a PodVolumeBackup and where another data mover reads the VM itself.</summary>
    public SnapshotRef? Snapshot { get; init; }

    /// <summary>The VM of which the KubeVirt data mover is to make a backup; null where Velero moves the data.</summary>
    public BackupItem? Machine { get; init; }

    /// <summary>By which the backup follows a DataUpload; null for a PodVolumeBackup.</summary>
    public string? Operation { get; init; }
}

internal sealed record TransferState(string Phase, DateTimeOffset? Started = null, DateTimeOffset? Completed = null, long Bytes = 0, string Snapshot = "")
{
    public bool HasEnded => Phase is "Completed" or "Failed" or "Canceled";
}
