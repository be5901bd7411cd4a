using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>Keys that nobody reads, or not from there.</summary>
internal static class KeyRules
{
    private static readonly string[] Properties = [HookKeys.Command, HookKeys.Container, HookKeys.OnError, HookKeys.Timeout];

    public static IEnumerable<LintFinding> Examine(LintContext lint) =>
        [.. Legacy(lint), .. UnknownProperty(lint), .. OnVmMetadata(lint), .. NotStrings(lint)];

    public static IEnumerable<LintFinding> NotStrings(LintContext lint) =>
        from map in lint.HasTemplate ? new[] { lint.Own, lint.Hooks } : [lint.Hooks]
        from key in map.NotStrings
        select LintRules.ValueNotAString.At(
            map.Path.Then(key),
            $"The value of {SafeText.Value(key)} is no string.",
            "The API server or KubeVirt refuses the object or drops the value; nobody reads it.",
            "Put the value in quotes.");

    private static IEnumerable<LintFinding> Legacy(LintContext lint)
    {
        var first = lint.Hooks.Values.Keys.FirstOrDefault(key => PrefixOf(key) == HookKeys.LegacyPrefix && Properties.Contains(PropertyOf(key)));
        if (first is not null)
        {
            yield return LintRules.LegacyKeys.At(
                lint.Hooks.Path.Then(first),
                $"{SafeText.Value(first)} is a key of old Velero releases, without a phase.",
                (lint.Pre.IsLegacy, lint.KubeVirtOverwrites) switch
                {
                    (true, false) => "Velero still reads the un-phased keys, for the pre hook, as long as no pre command stands.",
                    (true, true) => $"KubeVirt {lint.KubeVirt} writes a pre command, so Velero ignores them.",
                    _ => "Velero ignores them: they count only with a command of their own, and only where no pre command stands.",
                },
                $"Rename them to pre.{HookKeys.LegacyPrefix}..., or remove them.");
        }
    }

    private static IEnumerable<LintFinding> UnknownProperty(LintContext lint) =>
        from key in lint.Hooks.Values.Keys
        where HookKeys.IsHookKey(key) && !Properties.Contains(PropertyOf(key))
        select LintRules.UnknownHookProperty.At(
            lint.Hooks.Path.Then(key),
            $"Velero does not know {SafeText.Value(key)}.",
            "It ignores the key without a word.",
            Nearest(PropertyOf(key), Properties) is { } nearest
                ? $"{PrefixOf(key)}{nearest}"
                : $"One of {string.Join(", ", Properties)} behind {PrefixOf(key)}");

    private static IEnumerable<LintFinding> OnVmMetadata(LintContext lint)
    {
        if (!lint.HasTemplate || lint.Own.Values.Keys.FirstOrDefault(HookKeys.IsHookKey) is not { } first)
        {
            yield break;
        }

        var location = lint.Own.Path.Then(first);
        yield return lint.Hooks.Values.Keys.Any(HookKeys.IsHookKey)
            ? LintRules.HooksRepeatedOnVmMetadata.At(
                location,
                $"{SafeText.Value(first)} stands on the object's own metadata, beside hooks in the template.",
                "Only the template's annotations reach the launcher pod.",
                $"Remove the hook keys from {Dotted(lint.Own.Path)}.")
            : LintRules.HooksOnVmMetadata.At(
                location,
                $"{SafeText.Value(first)} stands on the object's own metadata.",
                "It never reaches the launcher pod, so Velero does not see it.",
                $"Move the hook keys to {Dotted(lint.Hooks.Path)}.");
    }

    /// <summary>The known word that is at most a slip or two away.</summary>
    internal static string? Nearest(string word, IEnumerable<string> known) =>
        word.Length > 32
            ? null
            : known.Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate)))
                .Where(pair => pair.distance <= Math.Min(3, pair.candidate.Length / 2))
                .OrderBy(pair => pair.distance)
                .FirstOrDefault().candidate;

    private static string PrefixOf(string key) => key[..(key.IndexOf('/', StringComparison.Ordinal) + 1)];

    private static string PropertyOf(string key) => key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static string Dotted(JsonPointer path) => string.Join('.', path.Segments);

    /// <summary>Levenshtein's distance: how many letters have to be added, dropped or changed.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
