using VeleroFreeze.Core.Hooks;
using static VeleroFreeze.Core.Preflight.PreflightChecks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>Whether the webhook writes for the KubeVirt that runs here, and what to set where it does not.</summary>
internal static class ReleaseRules
{
    /// <summary>The ConfigMap of <c>deploy/base</c>, beside the webhook.</summary>
    private const string ConfigMap = "velerofreeze-kubevirt";

    private const string InstallNamespace = "velerofreeze";

    public static CheckResult? Examine(InstallationFacts facts) => facts.Webhook switch
    {
        // That it does not answer is said by another check.
        { Injects: not true } => null,
        { Assumed: { } assumed } => WithRemedy(Compare(assumed, facts.KubeVirt), assumed.Source, facts),
        _ => WrittenRelease.CannotTell("the webhook does not say which KubeVirt it writes for: its release is older than preflight's"),
    };

    private static CheckResult WithRemedy(CheckResult result, ReleaseSource source, InstallationFacts facts) =>
        result.Status == CheckStatus.Warning ? result with { Remedy = Remedy(source, facts) } : result;

    private static CheckResult Compare(AssumedKubeVirt assumed, KubeVirtVersion actual) => (assumed.Release.IsKnown, actual.IsKnown) switch
    {
        (true, true) when assumed.Release.CompareTo(actual) == 0 => WrittenRelease.Ok($"the webhook writes for KubeVirt {assumed.Release}"),
        (true, true) when assumed.Release.TreatsHooksAs(actual) => WrittenRelease.Ok($"the webhook writes for KubeVirt {assumed.Release}, which treats hooks as {actual} does"),
        (true, true) => WrittenRelease.Warn($"the webhook writes for KubeVirt {assumed.Release}, and {actual} runs here: {Consequence(assumed.Release, actual)}"),
        (true, false) => WrittenRelease.CannotTell($"the webhook writes for KubeVirt {assumed.Release}; whether that runs here is not known"),
        (false, true) => WrittenRelease.Warn("the webhook does not know which KubeVirt runs here: freeze-timeout and unfreeze-after do not act"),
        _ => WrittenRelease.Warn("neither the webhook nor preflight knows which KubeVirt runs here: freeze-timeout and unfreeze-after do not act"),
    };

    private static string Consequence(KubeVirtVersion assumed, KubeVirtVersion actual) => (assumed.KnowsSkipKey, actual.KnowsSkipKey) switch
    {
        (true, false) => $"a tuned VM gets {HookKeys.SkipKubeVirtHooks}, which is not known to it",
        (false, true) => "freeze-timeout and unfreeze-after do not act",
        _ => "what it says of timeouts is not so here",
    };

    private static string Remedy(ReleaseSource source, InstallationFacts facts)
    {
        var version = facts.KubeVirt.IsKnown ? facts.KubeVirt.ToString() : "VERSION";
        var patch = $$$"""{"data":{"version":"{{{version}}}"}}""";
        return source == ReleaseSource.File
            ? $"kubectl patch configmap {ConfigMap} -n {facts.Webhook.Service?.Split('/')[0] ?? InstallNamespace} --type merge -p '{patch}'"
            : $"velero-freeze webhook --kubevirt-version {version}";
    }
}
