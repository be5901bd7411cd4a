using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>
/// Finds disks by the pods that attach them: such a pod, owned by the launcher, mounts the claim before the instance's status tells of it, and until after it does not.
/// </summary>
internal static class AttachmentReader
{
    public static IReadOnlyList<DiskFacts> With(IReadOnlyList<DiskFacts> disks, ClusterObjects cluster, VirtualMachineKey key)
    {
        if (cluster.OtherPods.Count == 0)
        {
            return disks;
        }

        var launchers = cluster.LaunchersByDomain[key].Select(pod => pod.Text("metadata", "uid")).Where(uid => uid.Length > 0).ToHashSet(StringComparer.Ordinal);
        var attached = cluster.OtherPods.Where(pod => IsOpen(pod) && pod.Items("metadata", "ownerReferences").Any(owner => launchers.Contains(owner.Text("uid"))))
            .SelectMany(pod => pod.Items("spec", "volumes"))
            .Select(volume => new DiskFacts(volume.Text("name"), volume.Text("persistentVolumeClaim", "claimName"), IsHotplugged: true))
            .Where(disk => disk.Claim.Length > 0 && disks.All(known => known.Claim != disk.Claim));
        return [.. disks, .. attached.DistinctBy(disk => disk.Claim, StringComparer.Ordinal).OrderBy(disk => disk.Claim, StringComparer.Ordinal)];
    }

    private static bool IsOpen(JsonElement pod) =>
        pod.Text("metadata", "labels", "kubevirt.io") == "hotplug-disk" && pod.Text("status", "phase") is not ("Succeeded" or "Failed");
}
