using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>A volume of a VMI that stands on a PersistentVolumeClaim.</summary>
internal sealed record ClaimVolume(string Volume, string Claim, bool IsHotplugged);

/// <summary>The volumes of a VMI.</summary>
internal static class Volumes
{
    public static IEnumerable<ClaimVolume> Claims(JsonArray? volumes) => (volumes ?? []).Objects().Select(Read).OfType<ClaimVolume>();

    public static IEnumerable<JsonObject> Hotplugged(JsonObject vmi) =>
        vmi.ArrayAt("spec", "volumes").Objects().Where(volume => Read(volume) is { IsHotplugged: true });

    /// <summary>status.volumeStatus: every volume, its claim and, where it was plugged in later, the pod that attaches it.</summary>
    public static JsonArray Status(JsonObject vmi, JsonObject? hotplugPod) =>
        [.. vmi.ArrayAt("spec", "volumes").Objects().Select((volume, index) => (JsonNode)StatusOf(volume, index, hotplugPod))];

    private static JsonObject StatusOf(JsonObject volume, int index, JsonObject? hotplugPod)
    {
        var status = new JsonObject { ["name"] = volume.TextAt("name"), ["target"] = $"vd{(char)('a' + (index % 26))}" };
        if (volume.ObjectAt("containerDisk") is not null)
        {
            status["containerDiskVolume"] = new JsonObject();
        }

        if (Read(volume) is not { } claim)
        {
            return status;
        }

        status["persistentVolumeClaimInfo"] = new JsonObject { ["claimName"] = claim.Claim };
        if (claim.IsHotplugged)
        {
            status["phase"] = hotplugPod is null ? "Pending" : "Ready";
            status["hotplugVolume"] = hotplugPod is null
                ? new JsonObject()
                : new JsonObject { ["attachPodName"] = hotplugPod.Name(), ["attachPodUID"] = hotplugPod.Uid() };
        }

        return status;
    }

    /// <summary>A DataVolume stands on a claim of its own name.</summary>
    private static ClaimVolume? Read(JsonObject volume)
    {
        var source = volume.ObjectAt("persistentVolumeClaim") ?? volume.ObjectAt("dataVolume");
        return (source.TextAt("claimName") ?? source.TextAt("name")) is { } claim
            ? new ClaimVolume(volume.TextAt("name") ?? "", claim, source.BoolAt("hotpluggable") is true)
            : null;
    }
}
