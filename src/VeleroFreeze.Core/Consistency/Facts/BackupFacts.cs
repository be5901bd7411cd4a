using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>All that a verdict rests on. Nothing else is asked: no clock, no cluster.</summary>
public sealed record BackupFacts
{
    public required BackupObject Backup { get; init; }

    public required BackupEvidence Evidence { get; init; }

    /// <summary>What the cluster did while it ran.</summary>
    public ClusterHistory History { get; init; } = ClusterHistory.Nothing;

    /// <summary>The objects inside the backup itself, from its tarball; null when it was not read.</summary>
    public ClusterFacts? InBackup { get; init; }

    /// <summary>The cluster as it was at some time after the backup; used only where nothing better is known, and said so.</summary>
    public ClusterFacts? Afterwards { get; init; }

    /// <summary>What came and went while it ran.</summary>
    public SeenMachineBackups MachineBackups { get; init; } = SeenMachineBackups.Nothing;
}

/// <summary>The Backup object: status, and what of its spec changes how the evidence reads.</summary>
public sealed record BackupObject
{
    public required BackupSummary Summary { get; init; }

    /// <summary>The number of hooks in the Backup's own spec; they are counted by Velero too.</summary>
    public int SpecHooks { get; init; }

    /// <summary><c>status.errors</c>; null when the status is missing.</summary>
    public int? Errors { get; init; }

    /// <summary><c>status.backupItemOperationsFailed</c>; null when it is not told.</summary>
    public int? OperationsFailed { get; init; }

    /// <summary>A filter by kind or label may have left launcher pods or instances out.</summary>
    public bool FiltersInstances { get; init; }

    public bool MovesData { get; init; }

    /// <summary><c>spec.datamover</c>; empty or <c>velero</c> is Velero's own.</summary>
    public string DataMover { get; init; } = "";

    /// <summary>The label <c>velero.kubevirt.io/metadataBackup</c> stands, or <c>spec.snapshotVolumes</c> is false: no data is expected.</summary>
    public bool IsMetadataOnly { get; init; }

    /// <summary>The schedule that made it; empty for an ad-hoc backup.</summary>
    public string Schedule { get; init; } = "";

    /// <summary><c>spec.includedNamespaces</c>; empty means all.</summary>
    public IReadOnlyList<string> IncludedNamespaces { get; init; } = [];

    public IReadOnlyList<string> ExcludedNamespaces { get; init; } = [];
}

/// <summary>The VMs of a cluster, as far as a verdict needs them, at one moment.</summary>
/// <param name="TakenAt">When the cluster was read.</param>
/// <param name="VirtualMachines">By namespace and name.</param>
public sealed record ClusterFacts(DateTimeOffset TakenAt, IReadOnlyDictionary<VirtualMachineKey, VirtualMachineFacts> VirtualMachines)
{
    /// <summary>Claims that some pod or VM uses, or that belong to an import; null where pods and claims were not looked at.</summary>
    public IReadOnlySet<VirtualMachineKey>? ClaimsInUse { get; init; }
}

/// <summary>One VM at one moment.</summary>
public sealed record VirtualMachineFacts
{
    public required VirtualMachineKey Key { get; init; }

    /// <summary>The VM's own label, or else its namespace's.</summary>
    public FreezePolicy Policy { get; init; }

    public required RunState State { get; init; }

    public GuestSystem Guest { get; init; }

    /// <summary>The claims of its disks, hotplugged ones included; <c>containerDisk</c> and the like have none.</summary>
    public IReadOnlyList<DiskFacts> Disks { get; init; } = [];

    /// <summary>Its launcher pods, the current one first.</summary>
    public IReadOnlyList<LauncherPod> Pods { get; init; } = [];

    /// <summary>KubeVirt's own name for the running instance; a new one means that the guest was restarted in between.</summary>
    public string InstanceUid { get; init; } = "";

    /// <summary>When the running instance was created (clock of the API server, whole seconds); null when there is none or it is not known.</summary>
    public DateTimeOffset? InstanceCreatedAt { get; init; }

    /// <summary><c>status.fsFreezeStatus</c> says that the guest is frozen. KubeVirt asks every 5 s, so that it lags behind and may miss a short freeze.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>It is off and asked to start: by its run strategy, by <c>running: true</c>, or by a request in its status.</summary>
    public bool IsAskedToStart { get; init; }
}

public enum RunState
{
    Unknown,

    /// <summary>No instance and no launcher pod.</summary>
    Off,

    /// <summary>An instance exists: starting, running or stopping.</summary>
    On,
}

public enum GuestSystem
{
    /// <summary>The guest agent told nothing.</summary>
    Unknown,

    /// <summary>Its name has <c>windows</c> in it: VSS thaws after ten seconds.</summary>
    Windows,

    /// <summary>Named, and not Windows.</summary>
    Other,
}

/// <param name="Volume">The volume's name in the VM.</param>
/// <param name="Claim">The name of its PersistentVolumeClaim.</param>
/// <param name="IsHotplugged">Mounted through an attachment pod instead of the launcher.</param>
/// <param name="IsImporting">Still being filled by an import: not yet the VM's data.</param>
/// <param name="IsDirectory">Handed to the guest as a directory (virtiofs): the guest has no file system of its own there to freeze.</param>
public sealed record DiskFacts(string Volume, string Claim, bool IsHotplugged = false, bool IsImporting = false, bool IsDirectory = false);

/// <param name="Name">The pod's name.</param>
/// <param name="Phase">Kubernetes' phase: <c>Running</c>, <c>Succeeded</c>, …</param>
/// <param name="HasFreezeHook">Whether its annotations ask for an accepted freeze of this VM; null when that is not known.</param>
/// <param name="InstanceUid">The VirtualMachineInstance that it runs; empty when it is not known.</param>
/// <param name="CreatedAt">When it was created (clock of the API server, whole seconds); null when it is not known.</param>
public sealed record LauncherPod(string Name, string Phase, bool? HasFreezeHook = null, string InstanceUid = "", DateTimeOffset? CreatedAt = null)
{
    public bool HasCompleted => Phase is "Succeeded" or "Failed";
}
