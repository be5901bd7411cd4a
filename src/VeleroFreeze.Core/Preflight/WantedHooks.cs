using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Preflight;

/// <summary>What the template of a VM with hooks of ours asks for, edits by the user included.</summary>
/// <param name="Values">By key; what does not stand is not asked for.</param>
/// <param name="KubeVirt">Who may write over them.</param>
/// <param name="IsLeftAlone">KubeVirt was told to leave them; null where it was, and may be too old to understand.</param>
/// <param name="MayBeTakenOver">The webhook would tell KubeVirt so, once the VM is halted.</param>
public sealed record WantedHooks(IReadOnlyDictionary<string, string> Values, KubeVirtVersion KubeVirt, bool? IsLeftAlone, bool MayBeTakenOver)
{
    private static readonly string[] Keys =
    [
        HookKeys.PreCommand, HookKeys.PreContainer, HookKeys.PreOnError, HookKeys.PreTimeout,
        HookKeys.PostCommand, HookKeys.PostContainer, HookKeys.PostOnError, HookKeys.PostTimeout,
    ];

    internal static WantedHooks Of(Manifest manifest, InstallationFacts installation)
    {
        var values = Keys.Where(key => manifest.HookAnnotations[key] is not null).ToDictionary(key => key, key => manifest.HookAnnotations[key]!, StringComparer.Ordinal);
        var isTold = manifest.Annotations[HookKeys.SkipKubeVirtHooks] is { } own ? HookKeys.IsTrue(own) : installation.SkipsHooks;
        return new WantedHooks(values, installation.KubeVirt, LeavesAlone(isTold, installation.KubeVirt), installation.WrittenFor.KnowsSkipKey);
    }

    private static bool? LeavesAlone(bool isTold, KubeVirtVersion kubeVirt) =>
        !kubeVirt.WritesHooks || (isTold && kubeVirt.KnowsSkipKey) ? true
        : isTold && kubeVirt.MayKnowSkipKey ? null
        : false;
}
