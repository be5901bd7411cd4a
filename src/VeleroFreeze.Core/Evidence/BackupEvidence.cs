namespace VeleroFreeze.Core.Evidence;

/// <summary>Everything Velero left behind about one backup, read and not yet judged.</summary>
public sealed record BackupEvidence
{
    public required LogEvidence Log { get; init; }

    public required ArtifactState ResultsState { get; init; }

    /// <summary>Errors and warnings by namespace; the empty namespace holds those of Velero and of the cluster.</summary>
    public IReadOnlyList<ResultMessage> Results { get; init; } = [];

    public required ArtifactState ResourceListState { get; init; }

    public ResourceList ResourceList { get; init; } = ResourceList.Empty;

    public required ArtifactState VolumeInfoState { get; init; }

    /// <summary>Every entry in the order of the file; a claim may be named more than once, and then all of it counts.</summary>
    public IReadOnlyList<VolumeInfo> Volumes { get; init; } = [];

    public required ArtifactState ItemOperationsState { get; init; }

    public IReadOnlyList<ItemOperation> ItemOperations { get; init; } = [];

    /// <summary>PodVolumeBackups as objects, from the bucket or the cluster; empty when there were none to read.</summary>
    public IReadOnlyList<PodVolumeBackup> PodVolumeBackups { get; init; } = [];

    /// <summary>VolumeSnapshots and their contents (their claims and times), from the bucket or the cluster; empty when there were none to read.</summary>
    public IReadOnlyList<SnapshotInfo> Snapshots { get; init; } = [];

    /// <summary>Problems met while reading, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>What was in the backup. Items are listed when their processing starts, so one that failed is listed too.</summary>
/// <param name="Items">By <c>apiVersion/Kind</c>, such as <c>v1/Pod</c>: <c>namespace/name</c>, or <c>name</c> for what has no namespace.</param>
public sealed record ResourceList(IReadOnlyDictionary<string, IReadOnlySet<string>> Items)
{
    public static ResourceList Empty { get; } = new(new Dictionary<string, IReadOnlySet<string>>());

    /// <summary>Whether an object is listed, under any version of its group.</summary>
    /// <param name="group">Empty for the core group.</param>
    /// <param name="kind">Such as <c>VirtualMachine</c>.</param>
    /// <param name="namespace">Empty for what has no namespace.</param>
    /// <param name="name">The object's name.</param>
    public bool Contains(string group, string kind, string @namespace, string name) =>
        Of(group, kind).Contains(@namespace.Length == 0 ? name : $"{@namespace}/{name}");

    /// <summary>All objects of a kind, under any version of its group.</summary>
    public IReadOnlySet<string> Of(string group, string kind)
    {
        var found = Items.Where(entry => IsOf(entry.Key, group, kind)).Select(entry => entry.Value).ToList();
        return found.Count == 1 ? found[0] : found.SelectMany(set => set).ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsOf(string key, string group, string kind)
    {
        var parts = key.Split('/');
        return parts switch
        {
            [_, var k] => group.Length == 0 && k == kind,
            [var g, _, var k] => g == group && k == kind,
            _ => false,
        };
    }
}

/// <summary>One entry of <c>volumeinfo.json</c>.</summary>
public sealed record VolumeInfo
{
    public string ClaimNamespace { get; init; } = "";

    public string Claim { get; init; } = "";

    public string Volume { get; init; } = "";

    /// <summary><c>NativeSnapshot</c>, <c>PodVolumeBackup</c>, <c>CSISnapshot</c>, or what a later Velero adds.</summary>
    public string Method { get; init; } = "";

    public bool DataMoved { get; init; }

    public bool Skipped { get; init; }

    public string SkippedReason { get; init; } = "";

    /// <summary>What this means depends on method and version: see the reader. Never the time of a snapshot whose data was moved.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Null where it is not written (Velero 1.14 and older).</summary>
    public bool? Succeeded { get; init; }

    /// <summary>The VolumeSnapshotContent that holds the CSI snapshot (<c>csiSnapshotInfo.vscName</c>); empty where the data was moved or it is not told.</summary>
    public string Content { get; init; } = "";

    /// <summary>The CSI snapshot's operation, <c>NS/VOLUMESNAPSHOT/TIME</c>, or the data mover's, <c>du-…</c>.</summary>
    public string OperationId { get; init; } = "";

    /// <summary>Who moves the data; <see cref="DataMovers"/> tells which names are Velero's own.</summary>
    public string DataMover { get; init; } = "";

    /// <summary>The launcher or other pod through which a file-system copy was made.</summary>
    public string Pod { get; init; } = "";
}

/// <summary>One entry of <c>itemoperations.json</c>: an asynchronous operation and when Velero's server noted it.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Action">The item action that started it, such as <c>velero.io/csi-pvc-backupper</c>.</param>
/// <param name="Resource">The resource it is about, such as <c>volumesnapshots.snapshot.storage.k8s.io</c>.</param>
/// <param name="Namespace">The item's namespace.</param>
/// <param name="Name">The item's name.</param>
/// <param name="Phase"><c>New</c>, <c>InProgress</c>, <c>Completed</c>, <c>Failed</c>, or <c>Canceled</c>.</param>
/// <param name="Error">Its error; empty when there is none.</param>
/// <param name="CreatedAt">When the action returned it: the snapshot was cut before (server clock, whole seconds).</param>
public sealed record ItemOperation(string Id, string Action, string Resource, string Namespace, string Name, string Phase, string Error, DateTimeOffset? CreatedAt);

/// <param name="Namespace">The claim's namespace, which is the pod's.</param>
/// <param name="Pod">The pod whose volume was copied.</param>
/// <param name="Volume">The volume's name in the pod.</param>
/// <param name="Claim">The claim's name; empty when it is not told.</param>
/// <param name="Phase"><c>Completed</c>, <c>Failed</c> and others.</param>
/// <param name="StartedAt">Start of the copy.</param>
/// <param name="CompletedAt">End of the copy.</param>
public sealed record PodVolumeBackup(string Namespace, string Pod, string Volume, string Claim, string Phase, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt);

/// <param name="Namespace">The VolumeSnapshot's namespace.</param>
/// <param name="Name">The VolumeSnapshot's name.</param>
/// <param name="Content">Its VolumeSnapshotContent.</param>
/// <param name="Claim">The claim it was taken of.</param>
/// <param name="TakenAt">The moment of the data by the clock of the storage.</param>
public sealed record SnapshotInfo(string Namespace, string Name, string Content, string Claim, DateTimeOffset? TakenAt);
