using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>Lists the disks of a VM whose data a backup has to hold.</summary>
internal static class DiskReader
{
    /// <summary>The running instance knows its disks best, hotplugged ones included; the template says them of a VM that is off.</summary>
    public static IReadOnlyList<DiskFacts> Read(ClusterObjects cluster, string @namespace, JsonElement machine, JsonElement instance)
    {
        var isRunning = instance.ValueKind == JsonValueKind.Object;
        var volumes = isRunning ? instance.Items("spec", "volumes") : machine.Items("spec", "template", "spec", "volumes");
        var devices = isRunning ? instance.At("spec", "domain", "devices") : machine.At("spec", "template", "spec", "domain", "devices");
        var directories = devices.Items("filesystems").Select(shared => shared.Text("name")).ToHashSet(StringComparer.Ordinal);
        var disks = volumes.Select(FromSpec).OfType<DiskFacts>().Select(disk => disk with { IsDirectory = directories.Contains(disk.Volume) });
        return
        [
            .. disks.Concat(instance.Items("status", "volumeStatus").Select(FromStatus).OfType<DiskFacts>())
                .GroupBy(disk => disk.Volume, StringComparer.Ordinal)
                .Select(same => same.First() with { IsHotplugged = same.Any(disk => disk.IsHotplugged) })
                .Select(disk => disk with { IsImporting = IsImporting(cluster.Claims.GetValueOrDefault(new(@namespace, disk.Claim))) }),
        ];
    }

    /// <summary>
    /// A memory dump is no disk; <c>containerDisk</c>, <c>ephemeral</c> and the like keep nothing. The claim with a VM's persistent TPM and EFI
    /// state is no volume of the guest, no freeze covers it, and it is not judged. A <c>hostDisk</c> keeps data where no backup reaches it:
    /// it is listed without a claim, so that it counts as not captured.
    /// </summary>
    private static DiskFacts? FromSpec(JsonElement volume)
    {
        var name = volume.Text("name");
        return volume.Has("persistentVolumeClaim") ? new DiskFacts(name, volume.Text("persistentVolumeClaim", "claimName"), volume.Flag("persistentVolumeClaim", "hotpluggable"))
            : volume.Has("dataVolume") ? new DiskFacts(name, volume.Text("dataVolume", "name"), volume.Flag("dataVolume", "hotpluggable"))
            : volume.Has("hostDisk") ? new DiskFacts(name, "")
            : null;
    }

    private static DiskFacts? FromStatus(JsonElement status) =>
        !status.Has("hotplugVolume") || status.Has("memoryDumpVolume") ? null
        : new DiskFacts(status.Text("name"), status.TextOrNull("persistentVolumeClaimInfo", "claimName") ?? status.Text("name"), IsHotplugged: true);

    internal static bool IsImporting(JsonElement claim) =>
        claim.Has("metadata", "annotations", "kvp.kubevirt.io/storage.inprogress")
        || claim.TextOrNull("metadata", "annotations", "cdi.kubevirt.io/storage.pod.phase") is not (null or "Succeeded");
}
