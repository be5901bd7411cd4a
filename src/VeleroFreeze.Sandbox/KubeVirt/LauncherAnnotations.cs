using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>
/// Which annotations a launcher pod carries. New pods take them from the VMI; what KubeVirt generates overwrites them. Running pods follow with the
/// managed keys only.
/// </summary>
internal static class LauncherAnnotations
{
    private static readonly string[] NotCopied = ["kubectl.kubernetes.io", "kubevirt.io/storage-observed-api-version", "kubevirt.io/latest-observed-api-version"];

    /// <summary>Whether KubeVirt leaves the hooks to others: the VMI says so or, where it says nothing, the KubeVirt object.</summary>
    public static bool AreSkipped(JsonObject vmi, JsonObject? kubeVirt, KubeVirtRelease release) =>
        release.KnowsSkip && GoBool.IsTrue(Of(vmi).TextAt(HookKeys.Skip) ?? Of(kubeVirt).TextAt(HookKeys.Skip) ?? "");

    public static JsonObject ForNewPod(JsonObject vmi, JsonObject? kubeVirt, KubeVirtRelease release)
    {
        var annotations = new JsonObject { [HookKeys.Domain] = vmi.TextAt("metadata", "name") };
        var copied = (Of(vmi) ?? []).Where(pair => !NotCopied.Any(prefix => pair.Key.StartsWith(prefix, StringComparison.Ordinal)));
        foreach (var (key, value) in copied.Concat(Generated(vmi, kubeVirt, release)).ToList())
        {
            annotations[key] = value?.DeepClone();
        }

        return annotations;
    }

    /// <summary>What must change on a running pod: null takes a key away. Empty when nothing must.</summary>
    public static JsonObject Corrections(JsonObject pod, JsonObject vmi, JsonObject? kubeVirt, KubeVirtRelease release)
    {
        var corrections = new JsonObject();
        var generated = Generated(vmi, kubeVirt, release);
        foreach (var key in release.SyncsRunningPods ? HookKeys.Managed : [])
        {
            var wanted = generated.TextAt(key) ?? Of(vmi).TextAt(key);
            if (wanted != Of(pod).TextAt(key))
            {
                corrections[key] = wanted;
            }
        }

        return corrections;
    }

    /// <summary>The skip key of a VMI with a VM follows the VM's own metadata: null takes it away. Empty when nothing must change.</summary>
    public static JsonObject SkipCorrection(JsonObject vm, JsonObject vmi, KubeVirtRelease release)
    {
        var wanted = Of(vm).TextAt(HookKeys.Skip);
        return release.KnowsSkip && wanted != Of(vmi).TextAt(HookKeys.Skip) ? new JsonObject { [HookKeys.Skip] = wanted } : [];
    }

    private static JsonObject Generated(JsonObject vmi, JsonObject? kubeVirt, KubeVirtRelease release)
    {
        if (AreSkipped(vmi, kubeVirt, release))
        {
            return [];
        }

        var generated = new JsonObject
        {
            [HookKeys.PreContainer] = "compute",
            [HookKeys.PreCommand] = Command("--freeze", vmi),
            [HookKeys.PostContainer] = "compute",
            [HookKeys.PostCommand] = Command("--unfreeze", vmi),
        };
        if (release.PreHookTimeout is { } timeout)
        {
            generated[HookKeys.PreTimeout] = timeout;
        }

        return generated;
    }

    private static string Command(string mode, JsonObject vmi) =>
        $"[\"{VirtFreezer.Path}\", \"{mode}\", \"--name\", \"{vmi.TextAt("metadata", "name")}\", \"--namespace\", \"{vmi.TextAt("metadata", "namespace")}\"]";

    private static JsonObject? Of(JsonObject? item) => item.ObjectAt("metadata", "annotations");
}
