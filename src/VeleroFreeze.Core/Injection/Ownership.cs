using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Injection;

/// <summary>
/// Who writes the launcher pod's hooks: KubeVirt, unless its skip key stands on the VM's metadata. Taking over is needed only for tuning that KubeVirt's
/// own hooks cannot express, and never done on a running VM that KubeVirt still looks after: it would lose all its hooks until its next start.
/// </summary>
/// <param name="request">What is asked.</param>
/// <param name="vm">The object.</param>
/// <param name="before">The object before an update; null otherwise.</param>
/// <param name="injected">Our hooks in the object.</param>
internal sealed class Ownership(InjectionRequest request, Manifest vm, Manifest? before, InjectedHooks injected)
{
    private readonly InjectedHooks? _injectedBefore = before is null ? null : InjectedHooks.Read(before.HookAnnotations);

    /// <summary>
    /// The skip key stands and is ours: the marker says so, or the marker before the update did. A template that was put back to an older state loses the marker,
    /// and the key must not become the user's by that.
    /// </summary>
    public bool IsKeyOurs => vm.Annotations[HookKeys.SkipKubeVirtHooks] == "true" && (injected.Marker is { OwnsSkipKey: true } || WasKeyOurs);

    private bool IsKeyUsers => vm.Annotations[HookKeys.SkipKubeVirtHooks] is not null && !IsKeyOurs;

    private bool WasKeyOurs => before?.Annotations[HookKeys.SkipKubeVirtHooks] == "true" && _injectedBefore?.Marker is { OwnsSkipKey: true };

    private bool HadKey => HookKeys.IsTrue(before?.Annotations[HookKeys.SkipKubeVirtHooks]);

    /// <summary>With our key as it stands, the pod has hooks for this very VM now and after its next start. A file is in force nowhere, so nothing is lost.</summary>
    public bool IsInForce => request.Operation switch
    {
        InjectionOperation.Offline => true,
        InjectionOperation.Create => IsForThisVm(injected),
        _ => IsForThisVm(injected) && (vm.IsHalted || WasInForce()),
    };

    /// <summary>Whether our skip key shall stand, and what to tell the user when their tuning asks for it and it cannot.</summary>
    public (bool Owned, InjectionWarning? Warning) Decide(Tuning tuning, bool hasUserHooks)
    {
        if (!tuning.NeedsOwnership(request.KubeVirt))
        {
            return (false, null);
        }

        if (IsKeyUsers || (hasUserHooks && !IsKeyOurs))
        {
            // The key is the user's, or would put the user's own hooks in force, which they did not ask for.
            return (false, IsKeyUsers && !HookKeys.IsTrue(vm.Annotations[HookKeys.SkipKubeVirtHooks]) ? Blocked : null);
        }

        var owned = request.KubeVirt.KnowsSkipKey && vm.FreezeLabel is not null && MayTake();
        return (owned, owned ? null : WhyTuningWaits());
    }

    /// <summary>True when this update puts the skip key on a VM that runs without it, so that KubeVirt's hooks are about to vanish from its pod.</summary>
    public bool LosesHooks(string? keyAfter) =>
        before is not null && request.KubeVirt.KnowsSkipKey && HookKeys.IsTrue(keyAfter) && !HadKey && !vm.IsHalted;

    private bool MayTake() => request.Operation switch
    {
        InjectionOperation.Create => true,
        InjectionOperation.Offline => IsKeyOurs || (request.TakeOwnership && !vm.IsUp),
        _ => WasInForce() || (vm.IsHalted && before is { IsHalted: true }),
    };

    /// <summary>Our hooks, for this very VM, have been in force since before this update, so that it changes nothing.</summary>
    private bool WasInForce() => WasKeyOurs && IsForThisVm(_injectedBefore!);

    private bool IsForThisVm(InjectedHooks hooks) =>
        hooks.Marker is { } marker
        && marker.Name == vm.Name
        && marker.Namespace == (vm.Namespace ?? request.Namespace)
        && hooks.IsOurs(HookKeys.PreCommand)
        && hooks.IsOurs(HookKeys.PostCommand);

    private static InjectionWarning Blocked { get; } = new(
        "tuning-blocked", $"{HookKeys.SkipKubeVirtHooks} is not true: KubeVirt's own hooks stay, freeze-timeout and unfreeze-after do not act");

    private InjectionWarning WhyTuningWaits() => request switch
    {
        { KubeVirt.IsKnown: false } => new InjectionWarning(
            "tuning-unsupported", "freeze-timeout and unfreeze-after do not act until KubeVirt's version is set: velero-freeze preflight says how"),
        { KubeVirt.KnowsSkipKey: false } => new InjectionWarning(
            "tuning-unsupported", $"KubeVirt {request.KubeVirt} overwrites tuned hooks: freeze-timeout and unfreeze-after do not act there"),
        _ when vm.FreezeLabel is null => new InjectionWarning(
            // Restored into a namespace without the label, nobody would mend the names in its hooks.
            "tuning-needs-label", $"freeze-timeout and unfreeze-after act only on a VM that has the label {FreezeLabel.Key} itself"),
        { Operation: InjectionOperation.Offline } when !vm.IsUp => new InjectionWarning(
            "tuning-waits", "tuning acts once the webhook sees this VM created or halted, or with --take-ownership"),
        _ => new InjectionWarning(
            "tuning-waits", "tuning acts once this VM was halted and written again; until then KubeVirt's own freeze hooks stay in force"),
    };
}
