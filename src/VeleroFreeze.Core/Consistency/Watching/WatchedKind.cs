namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>What is watched of the cluster.</summary>
public enum WatchedKind
{
    VirtualMachine,
    VirtualMachineInstance,

    /// <summary>Launcher pods, and the pods by which disks are attached to a running VM.</summary>
    Pod,
    PersistentVolumeClaim,
    Namespace,

    /// <summary>Of Velero.</summary>
    Backup,

    /// <summary>KubeVirt's.</summary>
    VirtualMachineSnapshot,

    /// <summary>KubeVirt's own.</summary>
    VirtualMachineBackup,

    /// <summary>Harvester's object of the same name.</summary>
    HarvesterBackup,
}
