using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>KubeVirt's switch for its own hooks: where it stands, what it says, and what is left when it is thrown.</summary>
internal static class SkipRules
{
    private const string Key = HookKeys.SkipKubeVirtHooks;

    public static IEnumerable<LintFinding> Examine(LintContext lint) =>
        [.. Value(lint, lint.SkipPlace), .. Unknown(lint, lint.SkipPlace), .. WithoutHooks(lint), .. InTemplate(lint)];

    /// <summary>The switch on the KubeVirt resource, for every VM that has none of its own.</summary>
    public static IEnumerable<LintFinding> ExamineCluster(LintContext lint)
    {
        var findings = Value(lint, lint.Own).Concat(Unknown(lint, lint.Own));
        return lint.KubeVirt.MayKnowSkipKey && HookKeys.IsTrue(lint.Own[Key])
            ? findings.Append(LintRules.SkipClusterWide.At(
                lint.Own.Path.Then(Key),
                $"{Key} is true on the KubeVirt resource.",
                "Every VM in the cluster whose template has no hooks of its own loses its freeze hooks, running VMs at once; "
                + "a VM with the key set to false keeps them.",
                $"Remove it here and set {Key}: \"true\" on the metadata of those VMs that carry hooks of their own."))
            : findings;
    }

    private static IEnumerable<LintFinding> Value(LintContext lint, AnnotationMap place)
    {
        if (place[Key] is { } value && !IsBool(value))
        {
            yield return LintRules.SkipValue.At(
                place.Path.Then(Key),
                $"{Key} is {SafeText.Value(value)}, which is no boolean to Go.",
                $"KubeVirt {lint.KubeVirt} counts it as false and goes on writing its own hooks.",
                $"{Key}: \"true\"");
        }
    }

    private static IEnumerable<LintFinding> Unknown(LintContext lint, AnnotationMap place)
    {
        if (HookKeys.IsTrue(place[Key]) && !lint.KubeVirt.MayKnowSkipKey)
        {
            yield return LintRules.SkipUnknownToVersion.At(
                place.Path.Then(Key),
                $"KubeVirt {lint.KubeVirt} does not know {Key}.",
                lint.KubeVirt.WritesHooks ? "It goes on writing its own hooks over those of the template." : "It writes no hooks that could be skipped.",
                "Remove the key, or run KubeVirt 1.6.6, 1.7.3, 1.8.0 or newer.");
        }
    }

    private static IEnumerable<LintFinding> WithoutHooks(LintContext lint)
    {
        if (HookKeys.IsTrue(lint.SkipPlace[Key]) && lint.KubeVirt.MayKnowSkipKey && lint.Pre.Command is null && lint.Post.Command is null)
        {
            yield return LintRules.SkipWithoutHooks.At(
                lint.SkipPlace.Path.Then(Key),
                $"{Key} is true and {(lint.HasTemplate ? "the template" : "the object")} has no hook commands.",
                "KubeVirt takes its hooks off the launcher pod, a running one at once, and nothing takes their place: disks are captured without a freeze.",
                $"Remove {Key}, or add hooks: velero-freeze inject");
        }
    }

    private static IEnumerable<LintFinding> InTemplate(LintContext lint)
    {
        if (lint.SkipPlace.Path != lint.Hooks.Path
            && lint.Hooks[Key] is { } value
            && (HookKeys.IsTrue(value) || !IsBool(value))
            && !HookKeys.IsTrue(lint.Own[Key]))
        {
            yield return LintRules.SkipInTemplate.At(
                lint.Hooks.Path.Then(Key),
                $"{Key} stands in the template.",
                "KubeVirt removes it from the VMI and goes on writing its own hooks: it looks for the key on the VM's own metadata.",
                "Remove it here. Only where the template has a freeze and a thaw hook of its own does it belong on the VM's metadata.annotations, written while "
                    + $"the VM is halted: {Key}: \"true\"");
        }
    }

    private static bool IsBool(string value) => HookKeys.IsTrue(value) || value is "0" or "f" or "F" or "false" or "FALSE" or "False";
}
