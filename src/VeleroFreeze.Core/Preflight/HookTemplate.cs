using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Lint;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Preflight;

/// <summary>What the hook annotations of a VM's template are worth, by the engines of the webhook and of the linter.</summary>
/// <param name="Injection">What the webhook would do if the VM were written as it is; null for an instance without a VM.</param>
/// <param name="Findings">What the linter says.</param>
/// <param name="Wanted">What the launcher pod has to carry by the marker, apart from what KubeVirt writes over.</param>
internal sealed record HookTemplate(InjectionResult? Injection, IReadOnlyList<LintFinding> Findings, IReadOnlyDictionary<string, string> Wanted)
{
    public static HookTemplate Read(JsonElement item, string @namespace, VirtualMachineFacts common, InstallationFacts installation)
    {
        var json = Encoding.UTF8.GetBytes(item.GetRawText());
        if (Manifest.TryRead(json) is not { } manifest)
        {
            return new HookTemplate(Decide(json, common, installation, OnError.Continue), [], new Dictionary<string, string>());
        }

        var marker = manifest.HookAnnotations[InjectionMarker.Key] is { } text ? InjectionMarker.Parse(text) : null;
        return new HookTemplate(
            manifest.Kind == ManifestKind.VirtualMachine ? Decide(json, common, installation, marker?.Parameters.OnError ?? OnError.Continue) : null,
            HookLinter.Examine(manifest, installation.KubeVirtOrNewest, @namespace),
            Expected(marker, manifest, installation));
    }

    /// <param name="json">The VM.</param>
    /// <param name="common">Its policy.</param>
    /// <param name="installation">The cluster.</param>
    /// <param name="onError">The installation's default is not known here: what was injected shows it.</param>
    private static InjectionResult Decide(byte[] json, VirtualMachineFacts common, InstallationFacts installation, OnError onError) => HookInjector.Decide(new InjectionRequest
    {
        Operation = InjectionOperation.Update,
        Object = json,
        OldObject = json,
        Namespace = common.Key.Namespace,
        NamespaceDefault = common.Policy,
        KubeVirt = installation.KubeVirtOrNewest,
        OnError = onError,
    });

    private static Dictionary<string, string> Expected(InjectionMarker? marker, Manifest manifest, InstallationFacts installation)
    {
        var kubeVirt = installation.KubeVirtOrNewest;
        var isSkipped = kubeVirt.KnowsSkipKey
            && (manifest.Annotations[HookKeys.SkipKubeVirtHooks] is { } own ? HookKeys.IsTrue(own) : installation.SkipsHooks);
        var isOverwritten = kubeVirt.WritesHooks && !isSkipped;
        return (marker?.Hooks ?? []).Where(hook => !IsOthers(hook.Key)).ToDictionary(StringComparer.Ordinal);

        bool IsOthers(string key) =>
            (isOverwritten && key is HookKeys.PreCommand or HookKeys.PostCommand or HookKeys.PreContainer or HookKeys.PostContainer)
            || (isOverwritten && kubeVirt.WritesPreTimeout && key == HookKeys.PreTimeout);
    }
}
