using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;

namespace VeleroFreeze.Core.Consistency.Gathering;

/// <summary>Holds the hooks of one VM against the list of what was in the backup: a hook runs in a pod, and a pod is listed once it is processed.</summary>
internal static class Contradictions
{
    /// <returns>What does not fit, in words; null when everything does or nothing can be compared.</returns>
    public static string? Of(EvidenceIndex index, BackedUpMachine vm, IReadOnlyList<OwnedHook> hooks) =>
        !index.HasResourceList || hooks.Count == 0 ? null
        : hooks.Any(hook => hook.Hook.Pod is { } pod && !index.ListsPod(pod.Namespace, pod.Name)) ? "a hook ran in a pod that was not in the backup"
        : hooks.Any(hook => hook is { IsFreeze: true, Hook: { Pod: null, Source: "annotation" } }) && LacksHook(vm) ? "a freeze hook ran for it, and no launcher pod of it carries one"
        : hooks.Any(hook => hook.Hook.Pod is null) && !HasListedPod(index, vm) ? "a hook ran for it, and no launcher pod of it was in the backup"
        : null;

    /// <summary>Since Velero 1.15 a hook names no pod, so that one in another pod may pass for this VM's; its own pods tell whether they ask for any.</summary>
    private static bool LacksHook(BackedUpMachine vm) => vm.Pods.Count > 0 && vm.Pods.All(pod => pod.HasFreezeHook == false);

    private static bool HasListedPod(EvidenceIndex index, BackedUpMachine vm) =>
        index.ListsLauncher(vm.Key) || vm.Pods.Any(pod => index.ListsPod(vm.Key.Namespace, pod.Name));
}
