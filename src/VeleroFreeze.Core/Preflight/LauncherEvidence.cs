using System.Text.Json;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Preflight;

/// <summary>What launcher pods show of the KubeVirt that made them.</summary>
public static class LauncherEvidence
{
    /// <summary>A pod whose pre timeout is KubeVirt's, and not that of the instance it was made from, has it from KubeVirt, whatever the release's number tells.</summary>
    public static InstallationFacts Apply(InstallationFacts installation, IReadOnlyList<JsonElement> objects)
    {
        var asked = objects.Where(item => item.Text("kind") == "VirtualMachineInstance").ToLookup(item => item.Text("metadata", "uid"), PreTimeout);
        var isSeen = objects.Where(item => item.Text("kind") == "Pod" && IsKubeVirts(PreTimeout(item)))
            .Any(pod => pod.Items("metadata", "ownerReferences").Any(owner => asked[owner.Text("uid")].Any(timeout => !IsKubeVirts(timeout))));
        return isSeen ? installation with { KubeVirt = installation.KubeVirt with { IsSeenToWritePreTimeout = true } } : installation;
    }

    private static string? PreTimeout(JsonElement item) => item.TextOrNull("metadata", "annotations", HookKeys.PreTimeout);

    private static bool IsKubeVirts(string? timeout) => timeout == KubeVirtVersion.WrittenPreTimeout.ToSecondsText();
}
