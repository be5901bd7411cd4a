using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Lint;

/// <summary>One object with everything the rules ask about it.</summary>
internal sealed class LintContext
{
    public LintContext(Manifest manifest, KubeVirtVersion kubeVirt, string? defaultNamespace)
    {
        Manifest = manifest;
        KubeVirt = kubeVirt;
        Name = HasOwnName && manifest.Name is { } name && KubernetesName.IsSubdomain(name) ? name : null;
        Namespace = (manifest.Namespace ?? defaultNamespace) is { } space && KubernetesName.IsLabel(space) ? space : null;
        Pre = HookView.Pre(Hooks);
        Post = HookView.Post(Hooks);
        Injected = Hooks[InjectionMarker.Key] is { } marker ? InjectionMarker.Parse(marker) : null;
    }

    public Manifest Manifest { get; }

    public KubeVirtVersion KubeVirt { get; }

    public AnnotationMap Hooks => Manifest.HookAnnotations;

    /// <summary>The annotations of the VM itself; of a VMI, which has no template, the same as <see cref="Hooks"/>.</summary>
    public AnnotationMap Own => Manifest.Annotations;

    public HookView Pre { get; }

    public HookView Post { get; }

    /// <summary>What the hooks have to name; null when it is not known, or is none that could exist.</summary>
    public string? Name { get; }

    public string? Namespace { get; }

    /// <summary>What the marker says was injected; null without a marker that can be read.</summary>
    public InjectionMarker? Injected { get; }

    /// <summary>False for a template from which many VMs are made, each with a name of its own.</summary>
    public bool HasOwnName => Manifest.Kind is ManifestKind.VirtualMachine or ManifestKind.VirtualMachineInstance;

    /// <summary>The object has a template beside its own metadata, and what stands on the one has no effect on the other.</summary>
    public bool HasTemplate => Manifest.Kind != ManifestKind.VirtualMachineInstance;

    /// <summary>Where KubeVirt looks for its switch: on the VM, or where there is none, on what becomes the VMI.</summary>
    public AnnotationMap SkipPlace => Manifest.Kind is ManifestKind.VirtualMachine or ManifestKind.VirtualMachinePool ? Own : Hooks;

    /// <summary>KubeVirt's values replace the object's on the launcher pod; not said where that is in doubt.</summary>
    public bool KubeVirtOverwrites =>
        KubeVirt.WritesHooks && !(KubeVirt.MayKnowSkipKey && HookKeys.IsTrue(SkipPlace[HookKeys.SkipKubeVirtHooks]));

    /// <summary>How long virt-freezer may take: 5 s each for the agent and the domain, then the freeze.</summary>
    public GoDuration FreezeBudget => GoDuration.FromSeconds(10 + KubeVirt.FreezeCallTimeout.WholeSeconds);

    /// <summary>The value is one that the marker says we wrote, so it is ours.</summary>
    public bool IsInjected(HookView hook, string property) =>
        Injected is { } marker && hook[property] is { } value
        && marker.Hooks.Contains(new KeyValuePair<string, string>(hook.Key(property), value));

    public bool IsOverwritten(HookView hook, string property) => KubeVirtOverwrites && property switch
    {
        // KubeVirt's pre command stands with a phase, and then Velero reads no un-phased key.
        _ when hook.IsLegacy => true,
        HookKeys.Command or HookKeys.Container => true,
        HookKeys.Timeout => hook.Duty == FreezerMode.Freeze && KubeVirt.WritesPreTimeout,
        _ => false,
    };

    /// <summary>What happens, and that it does not happen as long as KubeVirt writes its own value over this one.</summary>
    public string Effect(HookView hook, string property, string effect) => IsOverwritten(hook, property)
        ? $"{effect} (KubeVirt {KubeVirt} writes its own hooks over these and so hides it, until {HookKeys.SkipKubeVirtHooks} is set.)"
        : effect;

    /// <summary>The consequence of a hook that fails, or never runs.</summary>
    public static string Failure(HookView hook) => hook.Duty == FreezerMode.Freeze
        ? "nothing is frozen: the disks are captured crash-consistent"
        : "the guest stays frozen until virt-launcher thaws it by itself";

    /// <summary>The right command for this hook as a line of YAML, ready to paste.</summary>
    public string RightCommand(HookView hook)
    {
        if (!HasOwnName)
        {
            return "Remove the hooks from this template: KubeVirt writes its own on every launcher pod, with the right name.";
        }

        return $"{hook.Key(HookKeys.Command)}: '{new FreezerCommand(hook.Duty, Namespace ?? "<namespace>", Name ?? "<name>").Render()}'";
    }

    public static JsonPointer LabelPath { get; } = JsonPointer.Of("metadata", "labels", FreezeLabel.Key);
}
