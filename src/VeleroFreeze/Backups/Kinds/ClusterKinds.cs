using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Backups.Kinds;

/// <summary>The types of the cluster that backups are judged by.</summary>
internal static class ClusterKinds
{
    public static readonly ResourceKind Backups = new("velero.io", "v1", "backups");
    public static readonly ResourceKind DownloadRequests = new("velero.io", "v1", "downloadrequests");
    public static readonly ResourceKind StorageLocations = new("velero.io", "v1", "backupstoragelocations");
    public static readonly ResourceKind PodVolumeBackups = new("velero.io", "v1", "podvolumebackups");
    public static readonly ResourceKind DataUploads = new("velero.io", "v2alpha1", "datauploads");

    /// <summary>Its version is asked for before it is listed.</summary>
    public static readonly ResourceKind MachineBackups = new("backup.kubevirt.io", "v1alpha1", "virtualmachinebackups");
    public static readonly ResourceKind MachineSnapshots = new("snapshot.kubevirt.io", "v1beta1", "virtualmachinesnapshots");
    public static readonly ResourceKind HarvesterBackups = new("harvesterhci.io", "v1beta1", "virtualmachinebackups");
    public static readonly ResourceKind VirtualMachines = new("kubevirt.io", "v1", "virtualmachines");
    public static readonly ResourceKind Instances = new("kubevirt.io", "v1", "virtualmachineinstances");
    public static readonly ResourceKind SnapshotContents = new("snapshot.storage.k8s.io", "v1", "volumesnapshotcontents", namespaced: false);
    public static readonly ResourceKind Pods = new("", "v1", "pods");
    public static readonly ResourceKind Claims = new("", "v1", "persistentvolumeclaims");
    public static readonly ResourceKind Namespaces = new("", "v1", "namespaces", namespaced: false);
    public static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps");
    public static readonly ResourceKind Secrets = new("", "v1", "secrets");
    public static readonly ResourceKind Schedules = new("velero.io", "v1", "schedules");
    public static readonly ResourceKind KubeVirts = new("kubevirt.io", "v1", "kubevirts");
    public static readonly ResourceKind Deployments = new("apps", "v1", "deployments");
    public static readonly ResourceKind Webhooks = new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", namespaced: false);
    public static readonly ResourceKind EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices");

    /// <summary>KubeVirt's actions on an instance and questions to it.</summary>
    public static readonly ResourceKind InstanceActions = new("subresources.kubevirt.io", "v1", "virtualmachineinstances");
    public static readonly ResourceKind Events = new("events.k8s.io", "v1", "events");
}
