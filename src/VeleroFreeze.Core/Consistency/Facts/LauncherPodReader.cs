using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>Finds a VM's launcher pods and puts the current one first.</summary>
internal static class LauncherPodReader
{
    public static IReadOnlyList<LauncherPod> Read(ClusterObjects cluster, VirtualMachineKey key, JsonElement instance)
    {
        var node = instance.Text("status", "nodeName");
        return
        [
            .. cluster.LaunchersByDomain[key]
                .Where(pod => BelongsTo(pod, instance))
                // As KubeVirt chooses it: the newest on the instance's node. During a migration both pods run.
                .OrderBy(pod => Pod(pod).HasCompleted)
                .ThenByDescending(pod => node.Length > 0 && pod.Text("spec", "nodeName") == node)
                .ThenByDescending(pod => pod.Time("metadata", "creationTimestamp") ?? DateTimeOffset.MinValue)
                .ThenBy(pod => pod.Text("metadata", "name"), StringComparer.Ordinal)
                .Select(pod => Pod(pod) with { HasFreezeHook = HasFreezeHook(pod, key) }),
        ];
    }

    /// <summary>The controlling VirtualMachineInstance; undefined when there is none.</summary>
    public static JsonElement Owner(JsonElement pod) =>
        pod.Items("metadata", "ownerReferences").FirstOrDefault(owner => owner.Text("kind") == "VirtualMachineInstance");

    /// <summary>A pod of an earlier instance of the same name does not belong to this one.</summary>
    private static bool BelongsTo(JsonElement pod, JsonElement instance)
    {
        var (owner, uid) = (Owner(pod).Text("uid"), instance.Text("metadata", "uid"));
        return owner.Length == 0 || uid.Length == 0 || owner == uid;
    }

    private static bool HasFreezeHook(JsonElement pod, VirtualMachineKey key) =>
        pod.Text("metadata", "annotations", HookKeys.PreContainer) is "" or HookKeys.ComputeContainer
        && (pod.TextOrNull("metadata", "annotations", HookKeys.PreCommand) ?? pod.Text("metadata", "annotations", HookKeys.LegacyCommand)) is { Length: > 0 } text
        && FreezerCommand.Read(VeleroCommand.Parse(text).Arguments) is { Mode: FreezerMode.Freeze } command
        && command.Namespace == key.Namespace && command.Name == key.Name;

    private static LauncherPod Pod(JsonElement pod) =>
        new(pod.Text("metadata", "name"), pod.Text("status", "phase"), InstanceUid: Owner(pod).Text("uid"), CreatedAt: pod.Time("metadata", "creationTimestamp"));
}
