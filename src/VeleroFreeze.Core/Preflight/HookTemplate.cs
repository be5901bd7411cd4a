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
/// <param name="Wanted">What the template asks for; null without a marker of ours.</param>
internal sealed record HookTemplate(InjectionResult? Injection, IReadOnlyList<LintFinding> Findings, WantedHooks? Wanted)
{
    /// <summary>Why it depends on the webhook what it would do; null when it does not.</summary>
    public string? InjectionFailure { get; init; }

    public static HookTemplate Read(JsonElement item, string @namespace, VirtualMachineFacts common, InstallationFacts installation)
    {
        var request = Request(Encoding.UTF8.GetBytes(item.GetRawText()), common, installation);
        if (Manifest.TryRead(request.Object) is not { } manifest)
        {
            return new HookTemplate(HookInjector.Decide(request), [], null);
        }

        var marker = manifest.HookAnnotations[InjectionMarker.Key] is { } text ? InjectionMarker.Parse(text) : null;
        var template = new HookTemplate(
            Injection: null,
            HookLinter.Examine(manifest, installation.KubeVirt, @namespace),
            marker is null ? null : WantedHooks.Of(manifest, installation));
        return manifest.Kind == ManifestKind.VirtualMachine
            ? template.Decide(request with { OnError = marker?.Parameters.OnError ?? OnError.Continue }, installation.Webhook)
            : template;
    }

    /// <summary>A write is never advised that might change nothing: where the webhook does not say which KubeVirt it writes for, that may decide.</summary>
    private HookTemplate Decide(InjectionRequest request, WebhookFacts webhook)
    {
        var result = HookInjector.Decide(request);
        var dependsOnRelease = webhook is { Name: not null, Assumed: null } && result.Outcome == InjectionOutcome.Updated
            && HookInjector.Decide(request with { KubeVirt = KubeVirtVersion.Unknown }).Outcome != InjectionOutcome.Updated;
        return this with
        {
            Injection = result,
            InjectionFailure = dependsOnRelease ? "whether a write would change the hooks depends on the KubeVirt that the webhook writes for, which it does not say" : null,
        };
    }

    /// <param name="json">The VM.</param>
    /// <param name="common">Its policy.</param>
    /// <param name="installation">The cluster; the installation's default of on-error is not known here, what was injected shows it.</param>
    private static InjectionRequest Request(byte[] json, VirtualMachineFacts common, InstallationFacts installation) => new()
    {
        Operation = InjectionOperation.Update,
        Object = json,
        OldObject = json,
        Namespace = common.Key.Namespace,
        NamespaceDefault = common.Policy,
        KubeVirt = installation.WrittenFor,
    };
}
