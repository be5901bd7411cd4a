using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>Whether virt-freezer is told this VM's name and namespace. Hooks of ours are judged by their marker instead.</summary>
internal static class NameRules
{
    public static IEnumerable<LintFinding> Examine(LintContext lint, HookView hook)
    {
        if (hook.Freezer is not { Refused: null } freezer || !lint.HasOwnName || lint.IsInjected(hook, HookKeys.Command))
        {
            return [];
        }

        return
        [
            .. Judge(lint, hook, freezer.Name, lint.Name, KubernetesName.IsSubdomain, NameWords),
            .. Judge(lint, hook, freezer.Namespace, lint.Namespace, KubernetesName.IsLabel, NamespaceWords),
        ];
    }

    /// <summary>A pool's or replica set's template names no VM that will exist, or one of many.</summary>
    public static IEnumerable<LintFinding> ExamineTemplate(LintContext lint)
    {
        HookView[] hooks = [lint.Pre, lint.Post];
        return !lint.HasOwnName && hooks.FirstOrDefault(hook => hook.Freezer is { Name: not null }) is { } fixedName
            ?
            [
                LintRules.FixedNameInTemplate.At(
                    fixedName.At(HookKeys.Command),
                    $"`--name` {SafeText.Value(fixedName.Freezer!.Name!)} is fixed in the template of a {lint.Manifest.Kind}.",
                    lint.Effect(fixedName, HookKeys.Command,
                        "Every VM made from it gets a generated name, so virt-freezer finds no such domain (LibvirtError Code=42) in any of them "
                        + "but at most one; both hooks fail."),
                    lint.RightCommand(fixedName)),
            ]
            : [];
    }

    private static Words NameWords { get; } = new("--name", LintRules.MissingName, LintRules.WrongName);

    private static Words NamespaceWords { get; } = new("--namespace", LintRules.MissingNamespace, LintRules.WrongNamespace);

    private static LintFinding[] Judge(LintContext lint, HookView hook, string? said, string? right, Func<string, bool> canExist, Words words)
    {
        var notFound = $"virt-freezer finds no such domain (LibvirtError Code=42); {LintContext.Failure(hook)}.";
        var (rule, message, effect) = said switch
        {
            null or "" => (words.Missing, $"The {hook.PhaseName} command gives virt-freezer no `{words.Flag}`.",
                $"virt-freezer exits with an error; {LintContext.Failure(hook)}."),
            _ when !canExist(said) => (words.Wrong, $"`{words.Flag}` is {SafeText.Value(said)}, a placeholder or no name at all{Is(right)}.", notFound),
            _ when right is not null && said != right => (words.Wrong, $"`{words.Flag}` is {SafeText.Value(said)}{Is(right)}.", notFound),
            _ => (null, "", ""),
        };
        return rule is null
            ? []
            : [rule.At(hook.At(HookKeys.Command), message, lint.Effect(hook, HookKeys.Command, effect), lint.RightCommand(hook))];
    }

    private static string Is(string? right) => right is null ? "" : $"; this VM's is {SafeText.Value(right)}";

    private sealed record Words(string Flag, LintRule Missing, LintRule Wrong);
}
