using VeleroFreeze.Core.Annotations;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Injection;

/// <summary>One decision in the making: the rules in the order in which they apply.</summary>
/// <param name="request">What is asked.</param>
/// <param name="vm">The object.</param>
/// <param name="before">The object before an update; null otherwise.</param>
/// <param name="injected">Our hooks in the object.</param>
internal sealed class InjectionDecision(InjectionRequest request, Manifest vm, Manifest? before, InjectedHooks injected)
{
    private readonly List<InjectionWarning> _warnings = [];
    private readonly Ownership _ownership = new(request, vm, before, injected);
    private readonly FreezePolicy _policy = vm.FreezeLabel is null && !vm.FreezeLabelIsNoString
        ? request.NamespaceDefault ?? FreezePolicy.None
        : FreezeLabel.Parse(vm.FreezeLabel ?? "");

    /// <summary>The annotations to change; filled by <see cref="Make"/>.</summary>
    public AnnotationEdits Edits { get; } = new();

    public InjectionResult Make()
    {
        if (Applicability.ReasonToLeaveAlone(vm) is { } reason)
        {
            return Result(InjectionOutcome.Skipped, reason);
        }

        var result = request.Remove ? Remove() : Act();
        WarnOfLosingHooks();
        return result with { Warnings = [.. _warnings] };
    }

    private void WarnOfLosingHooks()
    {
        if (_ownership.LosesHooks(Edits.ValueAfter(vm.Annotations, HookKeys.SkipKubeVirtHooks)))
        {
            var until = Edits.ValueAfter(vm.HookAnnotations, HookKeys.PreCommand) is null ? "" : " until it is restarted";
            Warn("skip-on-running", $"{HookKeys.SkipKubeVirtHooks} takes all freeze hooks from this VM{until}");
        }
    }

    private InjectionResult Act() => _policy switch
    {
        FreezePolicy.Required or FreezePolicy.Preferred => Inject(),
        FreezePolicy.Unknown => SkipUnknownPolicy(),
        FreezePolicy.None when request.NamespaceDefault is null => SkipUnlabelledFile(),
        _ => Remove(),
    };

    private InjectionResult SkipUnknownPolicy()
    {
        var value = vm switch
        {
            { FreezeLabelIsNoString: true } => "not a string",
            { FreezeLabel: { } label } => $"unknown value {SafeText.Short(label)}",
            _ => "unknown value on its namespace",
        };
        Warn("unknown-policy", $"label {FreezeLabel.Key}: {value}; use required, preferred or disabled");
        return Skip(InjectionReason.UnknownPolicy);
    }

    /// <summary>Leaves the object as it is, but never with KubeVirt's hooks switched off by us and ours not in force, as in a copy that carries another VM's.</summary>
    private InjectionResult Skip(InjectionReason reason)
    {
        if (!_ownership.IsKeyOurs || _ownership.IsInForce)
        {
            return Result(InjectionOutcome.Skipped, reason);
        }

        ReleaseSkipKey();
        Warn("ownership-released", $"{HookKeys.SkipKubeVirtHooks} was taken off: the injected hooks are not this VM's; KubeVirt's own are");
        return Result(InjectionOutcome.Removed);
    }

    /// <summary>The file does not say what its namespace asks for, so hooks that stand in it may well be wanted.</summary>
    private InjectionResult SkipUnlabelledFile()
    {
        if (injected.Marker is not null)
        {
            Warn("injected-without-label", $"has injected hooks but no {FreezeLabel.Key} label; left as they are (--remove takes them out)");
        }

        return Result(InjectionOutcome.Skipped, InjectionReason.NotOptedIn);
    }

    private InjectionResult Inject()
    {
        if (ReasonNotToInject() is { } reason)
        {
            return Skip(reason);
        }

        var tuning = Tuning.Read(vm.Annotations, request.OnError);
        _warnings.AddRange(tuning.Warnings);
        var wanted = new HookParameters(
            (vm.Namespace ?? request.Namespace)!,
            vm.Name!,
            tuning.OnError,
            tuning.FreezeTimeout,
            tuning.ThawTimeout,
            tuning.UnfreezeAfterSeconds,
            OwnsSkipKey: false);
        var hasUserHooks = injected.HasUserHooks(wanted);
        if (hasUserHooks)
        {
            _warnings.AddRange(UserHooks.Describe(vm, request, isMarked: injected.Marker is not null));
        }

        var owned = DecideOwnership(tuning, wanted, hasUserHooks);
        if (!hasUserHooks || injected.Marker is not null)
        {
            WriteHooks(wanted with { OwnsSkipKey = owned }, mayAdd: !hasUserHooks);
        }

        return ResultOfInjection(hasUserHooks);
    }

    private bool DecideOwnership(Tuning tuning, HookParameters wanted, bool hasUserHooks)
    {
        var (owned, warning) = _ownership.Decide(tuning, wanted, hasUserHooks);
        if (owned)
        {
            Edits.Set(vm.Annotations, HookKeys.SkipKubeVirtHooks, "true");
        }
        else
        {
            ReleaseSkipKey();
        }

        if (warning is not null)
        {
            _warnings.Add(warning);
        }

        return owned;
    }

    private void ReleaseSkipKey()
    {
        if (_ownership.IsKeyOurs)
        {
            Edits.Remove(vm.Annotations, HookKeys.SkipKubeVirtHooks);
        }
    }

    private InjectionReason? ReasonNotToInject()
    {
        var space = vm.Namespace ?? request.Namespace;
        return (vm.Name, space) switch
        {
            (null, _) when vm.GenerateName is not null => InjectionReason.NameNotKnownYet,
            (null, _) => InjectionReason.InvalidName,
            (_, null) => InjectionReason.NamespaceUnknown,
            var (name, ns) when !KubernetesName.IsSubdomain(name) || !KubernetesName.IsLabel(ns) => InjectionReason.InvalidName,
            _ when Applicability.HasUnexpectedShape(vm) => UnexpectedShape(),
            _ when injected.IsMarkerUnknown => UnknownMarker(),
            _ => null,
        };
    }

    private InjectionReason UnexpectedShape()
    {
        Warn("unexpected-shape", "not injected: the template or its annotations are not what KubeVirt expects there");
        return InjectionReason.UnexpectedShape;
    }

    private InjectionReason UnknownMarker()
    {
        Warn("unknown-marker", $"annotation {InjectionMarker.Key} in the template was edited or is of another release; nothing was changed");
        return InjectionReason.UnknownMarker;
    }

    private void WriteHooks(HookParameters parameters, bool mayAdd)
    {
        var ours = InjectedKeys.None;
        foreach (var (key, value) in parameters.Render())
        {
            var standing = vm.HookAnnotations[key];
            if (standing is null ? mayAdd : injected.IsOurs(key))
            {
                Edits.Set(vm.HookAnnotations, key, value);
                ours = ours.With(key);
            }
            else if (mayAdd && standing != value)
            {
                Warn("kept-value", $"{key}: {SafeText.Short(standing!)} is yours and stays");
            }
        }

        Edits.Set(vm.HookAnnotations, InjectionMarker.Key, new InjectionMarker(parameters, ours).Render());
    }

    private InjectionResult ResultOfInjection(bool hasUserHooks) => (Edits.IsEmpty, hasUserHooks) switch
    {
        (true, true) => Result(InjectionOutcome.Kept, InjectionReason.UserHooks),
        (true, false) => Result(InjectionOutcome.Unchanged),
        _ => Result(injected.Marker is null ? InjectionOutcome.Injected : InjectionOutcome.Updated),
    };

    private InjectionResult Remove()
    {
        if (injected.IsMarkerUnknown)
        {
            return Skip(UnknownMarker());
        }

        if (injected.Marker is null && !_ownership.IsKeyOurs)
        {
            return Result(InjectionOutcome.Skipped, _policy == FreezePolicy.Disabled ? InjectionReason.OptedOut : InjectionReason.NotOptedIn);
        }

        var users = RemoveHooks();
        ReleaseSkipKey();
        if (users > 0)
        {
            Warn("kept-edited", $"{users} hook annotation(s) were edited since they were injected, or never ours; they stay");
        }

        if (Edits.ValueAfter(vm.HookAnnotations, HookKeys.PreCommand) is null && HookKeys.IsTrue(Edits.ValueAfter(vm.Annotations, HookKeys.SkipKubeVirtHooks)))
        {
            Warn("left-without-hooks", $"your {HookKeys.SkipKubeVirtHooks} stays: this VM has no freeze hooks at all now");
        }

        return Result(InjectionOutcome.Removed);
    }

    /// <summary>Takes out what is ours.</summary>
    /// <returns>How many values of the user's stay.</returns>
    private int RemoveHooks()
    {
        var ours = HookKeys.Injectable.Where(injected.IsOurs).ToList();
        foreach (var key in ours.Append(InjectionMarker.Key))
        {
            Edits.Remove(vm.HookAnnotations, key);
        }

        return injected.Marker is null ? 0 : HookKeys.Injectable.Count(key => vm.HookAnnotations[key] is not null) - ours.Count;
    }

    private void Warn(string code, string text) => _warnings.Add(new InjectionWarning(code, text));

    private InjectionResult Result(InjectionOutcome outcome, InjectionReason? reason = null) =>
        new(outcome, reason, _policy, Edits.ToPatch(), _warnings);
}
