using VeleroFreeze.Core.Annotations;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Injection;

/// <summary>
/// Who writes the launcher pod's hooks: KubeVirt, unless its skip key stands on the VM's metadata. Taking over is needed only for tuning that KubeVirt's
/// own hooks cannot express, and never done on a running VM that KubeVirt still looks after: it would lose all its hooks until its next start. Nor on one that is
/// created to run: it adopts an instance of its name that a VM deleted with <c>--cascade=orphan</c> left behind.
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
    public bool IsKeyOurs => vm.Annotations[HookKeys.SkipKubeVirtHooks] == "true" && (injected.OwnsSkipKey || WasKeyOurs);

    private bool IsKeyUsers => vm.Annotations[HookKeys.SkipKubeVirtHooks] is not null && !IsKeyOurs;

    private bool WasKeyOurs => before?.Annotations[HookKeys.SkipKubeVirtHooks] == "true" && _injectedBefore is { OwnsSkipKey: true };

    private bool HadKey => HookKeys.IsTrue(before?.Annotations[HookKeys.SkipKubeVirtHooks]);

    /// <summary>With our key as it stands, the pod has hooks for this very VM now and after its next start. A file is in force nowhere, so nothing is lost.</summary>
    public bool IsInForce => request.Operation == InjectionOperation.Offline || (IsForThisVm(injected) && (IsHalted || WasInForce()));

    /// <summary>Nothing runs that the key could take hooks from: halted as it shall be and, where there is one, as it was.</summary>
    private bool IsHalted => vm.IsHalted && (request.Operation == InjectionOperation.Create || before is { IsHalted: true });

    /// <summary>Whether our skip key shall stand, and what to tell the user when their tuning asks for it and it cannot.</summary>
    public (bool Owned, InjectionWarning? Warning) Decide(Tuning tuning, HookParameters wanted, bool hasUserHooks)
    {
        if (!tuning.NeedsOwnership(request.KubeVirt))
        {
            return (false, null);
        }

        if (IsKeyUsers)
        {
            return (false, HookKeys.IsTrue(vm.Annotations[HookKeys.SkipKubeVirtHooks]) ? null : Blocked);
        }

        var users = injected.UsersKeyThatKubeVirtOverwrites(wanted);
        if (hasUserHooks || users is not null)
        {
            // The key would put the user's own values in force, which they did not ask for, and which may freeze nothing.
            return (false, IsKeyOurs ? Released : hasUserHooks ? null : BlockedBy(users!));
        }

        var mayStand = request.KubeVirt.KnowsSkipKey || (request.KubeVirt.MayKnowSkipKey && IsKeyOurs);
        var owned = mayStand && vm.FreezeLabel is not null && MayTake();
        return (owned, owned ? null : WhyTuningWaits());
    }

    /// <summary>True when this update puts the skip key on a VM that runs without it, so that KubeVirt's hooks are about to vanish from its pod.</summary>
    public bool LosesHooks(string? keyAfter) =>
        before is not null && request.KubeVirt.MayKnowSkipKey && HookKeys.IsTrue(keyAfter) && !HadKey && !vm.IsHalted;

    private bool MayTake() => request.Operation switch
    {
        InjectionOperation.Offline => IsKeyOurs || (request.TakeOwnership && !vm.IsUp),
        _ => IsHalted || WasInForce(),
    };

    /// <summary>Our hooks, for this very VM, have been in force since before this update, so that it changes nothing. Writes of a VM without the label are not seen.</summary>
    private bool WasInForce() => WasKeyOurs && before?.FreezeLabel is not null && IsForThisVm(_injectedBefore!);

    private bool IsForThisVm(InjectedHooks hooks) => hooks.FreezeAndThaw(vm.Namespace ?? request.Namespace, vm.Name);

    private static InjectionWarning Blocked { get; } = new(
        "tuning-blocked", $"{HookKeys.SkipKubeVirtHooks} is not true: KubeVirt's own hooks stay, freeze-timeout and unfreeze-after do not act");

    private static InjectionWarning Released { get; } = new(
        "ownership-released", $"{HookKeys.SkipKubeVirtHooks} was taken off: hooks were edited, so KubeVirt's own are in force, not tuned");

    private static InjectionWarning BlockedBy(string key) => new(
        "tuning-blocked", $"{key} is yours: KubeVirt's own hooks stay, and tuning does not act");

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
            "tuning-waits", "tuning acts once the webhook sees this VM halted, or with --take-ownership"),
        { Operation: InjectionOperation.Create } => new InjectionWarning(
            "tuning-waits", "tuning acts once this VM was halted and written again: a new VM may adopt an instance that runs"),
        _ => new InjectionWarning(
            "tuning-waits", "tuning acts once this VM was halted and written again; until then KubeVirt's own freeze hooks stay in force"),
    };
}
