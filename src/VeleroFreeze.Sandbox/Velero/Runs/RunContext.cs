using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>What all parts of one run share.</summary>
internal sealed record RunContext(VeleroVersion Version, BackupSpec Backup, Cluster Cluster, Collection Items, BackupLog Log)
{
    public Ledger Ledger { get; } = new();

    public bool HasKubeVirtPlugin { get; init; }

    public LogSources Sources => Version.Sources;

    public static LogField[] Identity(BackupItem item) => [new("name", item.Name), new("namespace", item.Namespace), new("resource", item.Resource)];
}

/// <summary>What a run has done so far.</summary>
internal sealed class Ledger
{
    private readonly HashSet<(string, string)> _started = [];

    /// <summary>Every item whose processing started, also those that failed then.</summary>
    public List<BackupItem> Listed { get; } = [];

    /// <summary>The items that are in the tarball.</summary>
    public List<BackupItem> Written { get; } = [];

    public List<TakenSnapshot> Snapshots { get; } = [];

    public List<PodVolumeBackup> PodVolumes { get; } = [];

    public List<ItemOperation> Operations { get; } = [];

    public List<SkippedVolume> Skipped { get; } = [];

    public bool IsStarted(BackupItem item) => _started.Contains(item.Key);

    public void Start(BackupItem item)
    {
        if (_started.Add(item.Key))
        {
            Listed.Add(item);
        }
    }
}

internal sealed record TakenSnapshot(SnapshotRef Reference, BackupItem Claim, BackupItem Volume)
{
    public SnapshotState State { get; set; } = new();

    /// <summary>The start that volume information shows; taken down when the backup leaves InProgress, and never again.</summary>
    public DateTimeOffset? Started { get; set; }

    public bool IsMoved { get; init; }

    public ItemOperation? Operation { get; set; }
}

internal sealed record PodVolumeBackup(TransferRequest Request, BackupItem? PersistentVolume)
{
    public TransferState State { get; set; } = new("New");
}

internal sealed record SkippedVolume(BackupItem Volume, string Approach, string Reason);

internal sealed record ItemOperation(string Id, string Action, BackupItem Item, DateTimeOffset Created)
{
    public string Phase { get; set; } = "New";

    public string? Error { get; set; }

    public DateTimeOffset Updated { get; set; } = Created;

    public TransferRequest? Upload { get; init; }

    public TransferState? UploadState { get; set; }

    public bool HasEnded => Phase is "Completed" or "Failed";
}
