using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Injection;

/// <summary>
/// The version was known when we took over, and is not now: a setting that was deleted must not cost a VM its tuning. The key stood before this update and was in
/// force, so leaving it changes nothing on the pod.
/// </summary>
internal static class KeptOwnership
{
    public static bool Holds(InjectionRequest request, Manifest? before, Ownership ownership, Tuning tuning) =>
        !request.KubeVirt.IsKnown
        && HookKeys.IsTrue(before?.Annotations[HookKeys.SkipKubeVirtHooks])
        && ownership is { IsKeyOurs: true, IsInForce: true }
        && tuning.NeedsOwnership(request.KubeVirt);
}
