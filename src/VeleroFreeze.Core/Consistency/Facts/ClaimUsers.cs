using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>Which claims are accounted for, so that a captured one that is not may be a disk that nobody told of.</summary>
internal static class ClaimUsers
{
    /// <summary>CDI fills a claim through one of its own, named <c>prime-UID</c>, and hands the volume over.</summary>
    private const string PrimePrefix = "prime-";

    /// <summary>Claims of VMs, claims that a pod mounts which hotplugs nothing, and claims of an import that has not ended.</summary>
    public static HashSet<VirtualMachineKey> Of(ClusterObjects cluster) =>
    [
        .. cluster.Machines.Keys.Union(cluster.Instances.Keys)
            .SelectMany(key => DiskReader.Read(cluster, key.Namespace, cluster.Machines.GetValueOrDefault(key), cluster.Instances.GetValueOrDefault(key)).Select(disk => key with { Name = disk.Claim })),
        .. cluster.OtherPods.Where(pod => !IsAttachment(pod)).SelectMany(ClaimsOf),
        .. cluster.Machines.SelectMany(pair => pair.Value.Items("spec", "dataVolumeTemplates").Select(template => pair.Key with { Name = template.Text("metadata", "name") })),
        .. cluster.Claims.Keys.Where(claim => claim.Name.StartsWith(PrimePrefix, StringComparison.Ordinal)),
    ];

    /// <summary>A hotplugged disk is mounted by a pod of its own beside the launcher.</summary>
    private static bool IsAttachment(JsonElement pod) => pod.Text("metadata", "labels", "kubevirt.io") == "hotplug-disk";

    private static IEnumerable<VirtualMachineKey> ClaimsOf(JsonElement pod) => pod.Items("spec", "volumes")
        .Select(volume => volume.Text("persistentVolumeClaim", "claimName")).Where(claim => claim.Length > 0)
        .Select(claim => new VirtualMachineKey(pod.Text("metadata", "namespace"), claim));
}
