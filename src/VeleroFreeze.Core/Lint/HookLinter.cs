using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Lint;

/// <summary>Finds backup hook annotations that will not do what they say.</summary>
public static class HookLinter
{
    /// <summary>All rules there are, in the order of the documentation.</summary>
    public static IReadOnlyList<LintRule> Rules => LintRules.All;

    /// <summary>Examines one object as it would be in a cluster with this KubeVirt.</summary>
    /// <param name="manifest">The object.</param>
    /// <param name="kubeVirt">Which values reach the pod depends on it.</param>
    /// <param name="defaultNamespace">Where an object without a namespace goes; null when that is unknown, and then no namespace is judged.</param>
    /// <returns>What was found, the worst first.</returns>
    public static IReadOnlyList<LintFinding> Examine(Manifest manifest, KubeVirtVersion kubeVirt, string? defaultNamespace)
    {
        var lint = new LintContext(manifest, kubeVirt, defaultNamespace);
        var findings = manifest switch
        {
            { Kind: ManifestKind.KubeVirt } => SkipRules.ExamineCluster(lint).Concat(KeyRules.NotStrings(lint)),
            { Kind: ManifestKind.Other, ApiVersion: "v1", KindName: "Namespace" } => OptInRules.Label(lint),
            { Kind: ManifestKind.Other } => [],
            _ => ExamineHooks(lint),
        };
        return [.. findings.OrderByDescending(finding => finding.Severity)];
    }

    private static IEnumerable<LintFinding> ExamineHooks(LintContext lint) =>
    [
        .. ExamineHook(lint, lint.Pre),
        .. ExamineHook(lint, lint.Post),
        .. NameRules.ExamineTemplate(lint),
        .. PairRules.Examine(lint),
        .. PairRules.ExamineOnErrorAbsent(lint),
        .. OverwriteRules.Examine(lint),
        .. SkipRules.Examine(lint),
        .. KeyRules.Examine(lint),
        .. OptInRules.Examine(lint),
        .. TuningRules.Examine(lint),
        .. MarkerRules.Examine(lint),
    ];

    private static IEnumerable<LintFinding> ExamineHook(LintContext lint, HookView hook) =>
    [
        .. CommandRules.Examine(lint, hook),
        .. FreezerRules.Examine(lint, hook),
        .. NameRules.Examine(lint, hook),
        .. PairRules.ExamineContainer(lint, hook),
        .. PairRules.ExamineOnError(lint, hook),
        .. TimeoutRules.Examine(lint, hook),
    ];
}
