using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Backups;

/// <summary>The types of the cluster that backups are judged by.</summary>
internal static class ClusterKinds
{
    public static readonly ResourceKind Backups = new("velero.io", "v1", "backups");
    public static readonly ResourceKind DownloadRequests = new("velero.io", "v1", "downloadrequests");
    public static readonly ResourceKind StorageLocations = new("velero.io", "v1", "backupstoragelocations");
    public static readonly ResourceKind PodVolumeBackups = new("velero.io", "v1", "podvolumebackups");
    public static readonly ResourceKind VirtualMachines = new("kubevirt.io", "v1", "virtualmachines");
    public static readonly ResourceKind Instances = new("kubevirt.io", "v1", "virtualmachineinstances");
    public static readonly ResourceKind SnapshotContents = new("snapshot.storage.k8s.io", "v1", "volumesnapshotcontents", namespaced: false);
    public static readonly ResourceKind Pods = new("", "v1", "pods");
    public static readonly ResourceKind Claims = new("", "v1", "persistentvolumeclaims");
    public static readonly ResourceKind Namespaces = new("", "v1", "namespaces", namespaced: false);
    public static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps");
    public static readonly ResourceKind Events = new("events.k8s.io", "v1", "events");
}
