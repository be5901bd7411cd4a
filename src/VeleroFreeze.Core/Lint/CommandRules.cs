using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>What Velero makes of the command annotation, before any program sees it.</summary>
internal static class CommandRules
{
    private const string OneWord =
        "Velero runs the whole text as the name of one program and logs nothing about it; no such program exists, so the hook fails and ";

    public static IEnumerable<LintFinding> Examine(LintContext lint, HookView hook)
    {
        var location = hook.At(HookKeys.Command);
        if (lint.Hooks[hook.Key(HookKeys.Command)] is "")
        {
            return
            [
                LintRules.CommandEmpty.At(location, $"The {hook.PhaseName} hook's command is empty.", EmptyEffect(lint), lint.RightCommand(hook)),
            ];
        }

        return hook is { Command: { } text, IsWellFormed: false } && Diagnose(text, hook) is var (rule, message, effect)
            ? [rule.At(location, message, lint.Effect(hook, HookKeys.Command, effect), Fix(lint, hook))]
            : [];
    }

    private static (LintRule Rule, string Message, string Effect)? Diagnose(string text, HookView hook)
    {
        var oneWord = OneWord + LintContext.Failure(hook) + ".";
        return hook.Parsed switch
        {
            _ when Manifests.AnnotationMap.IsCut(text) => null,
            { IsArray: true, Arguments.Count: 0 } =>
                (LintRules.CommandEmptyArray, $"The {hook.PhaseName} command is the empty array {SafeText.Value(text)}.",
                    $"Velero refuses it with `command is required`; {LintContext.Failure(hook)}."),
            { IsArray: true } =>
                (LintRules.WrongPath, $"The {hook.PhaseName} command {SafeText.Value(text)} names the empty string as its program.",
                    $"There is no such program, so the hook fails and {LintContext.Failure(hook)}."),
            _ when text.StartsWith('[') =>
                (LintRules.CommandNotJson, $"{SafeText.Value(text)} starts with `[` but is no JSON array of strings: {CommandHint.Of(text)}.", oneWord),
            _ when text.TrimStart().StartsWith('[') =>
                (LintRules.CommandLeadingBlank, $"The {hook.PhaseName} command begins with a blank: {SafeText.Value(text)}.",
                    "The text does not begin with `[`. " + oneWord),
            _ => (LintRules.CommandSingleWord, $"The {hook.PhaseName} command {SafeText.Value(text)} is text with blanks, not a JSON array.", oneWord),
        };
    }

    private static string EmptyEffect(LintContext lint) => lint.KubeVirtOverwrites
        ? $"KubeVirt {lint.KubeVirt} writes its own command over it, so the hook runs all the same."
        : "Velero takes it for no hook.";

    private static string Fix(LintContext lint, HookView hook) => hook is { IsForeign: true, Parsed.IsArray: false }
        ? $"{hook.Key(HookKeys.Command)}: '[\"/bin/program\", \"argument\"]', one string for each argument; for a shell: '[\"/bin/sh\", \"-c\", \"...\"]'"
        : lint.RightCommand(hook);
}
