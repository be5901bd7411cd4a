using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>One watch of the verifier.</summary>
/// <param name="Kind">What it tells of.</param>
/// <param name="Scope">Where, in the version that is tried first.</param>
/// <param name="LabelSelector">Null for all.</param>
/// <param name="FindsVersion">The version that is served has to be asked for.</param>
internal sealed record WatchedType(WatchedKind Kind, ResourceScope Scope, string? LabelSelector = null, bool FindsVersion = false)
{
    /// <summary>Launchers, and the pods that attach disks to running VMs; nobody else's.</summary>
    private const string PodsOfMachines = "kubevirt.io in (virt-launcher, hotplug-disk)";

    /// <summary>Unique among all watches, and the same in every process and release.</summary>
    public string Name => Scope.ToString();

    /// <summary>The Backups of one Velero.</summary>
    public static WatchedType Of(string veleroNamespace) => new(WatchedKind.Backup, ClusterKinds.Backups.In(veleroNamespace));

    public static IReadOnlyList<WatchedType> All(IEnumerable<string> veleroNamespaces) =>
    [
        new(WatchedKind.VirtualMachine, ClusterKinds.VirtualMachines.Everywhere),
        new(WatchedKind.VirtualMachineInstance, ClusterKinds.Instances.Everywhere),
        new(WatchedKind.Pod, ClusterKinds.Pods.Everywhere, PodsOfMachines),
        new(WatchedKind.PersistentVolumeClaim, ClusterKinds.Claims.Everywhere),
        new(WatchedKind.Namespace, ClusterKinds.Namespaces.Everywhere),
        .. veleroNamespaces.Select(Of),
        new(WatchedKind.VirtualMachineSnapshot, ClusterKinds.MachineSnapshots.Everywhere, FindsVersion: true),
        new(WatchedKind.VirtualMachineBackup, ClusterKinds.MachineBackups.Everywhere, FindsVersion: true),
        new(WatchedKind.HarvesterBackup, ClusterKinds.HarvesterBackups.Everywhere, FindsVersion: true),
    ];
}
