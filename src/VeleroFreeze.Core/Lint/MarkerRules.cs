using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>Hooks that VeleroFreeze injected, by their marker.</summary>
internal static class MarkerRules
{
    public static IEnumerable<LintFinding> Examine(LintContext lint)
    {
        var location = lint.Hooks.Path.Then(InjectionMarker.Key);
        if (lint.Hooks[InjectionMarker.Key] is { } marker && lint.Injected is null)
        {
            yield return LintRules.MarkerUnreadable.At(
                location,
                $"The marker {SafeText.Value(marker)} is of another version, or was edited.",
                "VeleroFreeze takes the hooks for yours, and neither updates nor removes them.",
                "Remove the marker and the hooks, then run velero-freeze inject.");
        }
        else if (lint.Injected is { Parameters: var injected } && IsStale(lint, injected))
        {
            yield return LintRules.StaleInjection.At(
                location,
                $"The hooks were injected for {SafeText.Value(injected.Namespace + "/" + injected.Name)}; this is {SafeText.Value(lint.Namespace + "/" + lint.Name)}.",
                lint.Effect(lint.Pre, HookKeys.Command, "virt-freezer finds no such domain (LibvirtError Code=42), so both hooks fail and nothing is frozen."),
                "Write the object again where the webhook runs, or: velero-freeze inject --write");
        }
    }

    private static bool IsStale(LintContext lint, HookParameters injected) =>
        (lint.IsInjected(lint.Pre, HookKeys.Command) || lint.IsInjected(lint.Post, HookKeys.Command))
        && ((lint.Name is { } name && name != injected.Name) || (lint.HasOwnName && lint.Namespace is { } space && space != injected.Namespace));
}
