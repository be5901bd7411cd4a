using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>The label that opts a VM in.</summary>
internal static class OptInRules
{
    private const string Known = "required, preferred or disabled";

    public static IEnumerable<LintFinding> Examine(LintContext lint) =>
        lint.HasOwnName ? [.. Label(lint), .. InTemplate(lint)] : [.. OnTemplateOfMany(lint), .. InTemplate(lint)];

    /// <summary>The label where it counts: on a VM, or on a Namespace as its default.</summary>
    public static IEnumerable<LintFinding> Label(LintContext lint)
    {
        if (lint.Manifest.FreezeLabelIsNoString)
        {
            yield return LintRules.FreezeLabelNotAString.At(
                LintContext.LabelPath,
                $"The label {FreezeLabel.Key} is no string.",
                "The API server refuses the object; in YAML, true and false without quotes are booleans.",
                $"{FreezeLabel.Key}: \"true\", or required");
        }
        else if (lint.Manifest.FreezeLabel is { } value && FreezeLabel.Parse(value) == FreezePolicy.Unknown)
        {
            yield return LintRules.FreezeLabelUnknown.At(
                LintContext.LabelPath,
                $"The label {FreezeLabel.Key} is {SafeText.Value(value)}, which means nothing.",
                "VeleroFreeze injects nothing and takes nothing out.",
                $"{FreezeLabel.Key}: {KeyRules.Nearest(value.Trim(), ["required", "preferred", "disabled", "true", "enabled", "false"]) ?? Known}");
        }
    }

    private static IEnumerable<LintFinding> InTemplate(LintContext lint)
    {
        if (lint.Manifest.TemplateFreezeLabel is { } value && value != lint.Manifest.FreezeLabel)
        {
            yield return LintRules.FreezeLabelWithoutEffect.At(
                lint.Hooks.Path.Parent.Then("labels").Then(FreezeLabel.Key),
                $"The label {FreezeLabel.Key} stands in the template of launcher pods.",
                "VeleroFreeze looks for it on the VirtualMachine and its Namespace only.",
                lint.Manifest.Kind == ManifestKind.VirtualMachineInstanceReplicaSet
                    ? "Remove it."
                    : $"Move it to the labels of {string.Join('.', lint.Own.Path.Parent.Segments)}.");
        }
    }

    private static IEnumerable<LintFinding> OnTemplateOfMany(LintContext lint)
    {
        if (lint.Manifest.FreezeLabel is not null || lint.Manifest.FreezeLabelIsNoString)
        {
            var isPool = lint.Manifest.Kind == ManifestKind.VirtualMachinePool;
            yield return LintRules.FreezeLabelWithoutEffect.At(
                LintContext.LabelPath,
                $"The label {FreezeLabel.Key} stands on a {lint.Manifest.Kind}.",
                isPool
                    ? "VeleroFreeze leaves pools alone and injects their VMs one by one, by the label each VM has."
                    : "The VMIs of a replica set have no VM; KubeVirt's own hooks stay on them.",
                isPool ? "Move it to the labels of spec.virtualMachineTemplate.metadata." : "Remove it.");
        }
    }
}
