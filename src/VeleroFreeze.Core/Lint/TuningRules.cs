using VeleroFreeze.Core.Annotations;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>The annotations that tune injected hooks, on the VM's own metadata.</summary>
internal static class TuningRules
{
    private const string Prefix = "velerofreeze.io/";

    /// <summary>Key, what is accepted, how that is told, and the default.</summary>
    private static readonly (string Key, Func<string, bool> Accepts, string Range, string Default)[] Table =
    [
        (Tuning.FreezeTimeoutKey, text => IsWithin(text, Tuning.MinTimeout, Tuning.MaxTimeout), "a Go duration from 5s to 10m", "75s"),
        (Tuning.ThawTimeoutKey, text => IsWithin(text, Tuning.MinTimeout, Tuning.MaxTimeout), "a Go duration from 5s to 10m", "60s"),
        (Tuning.UnfreezeAfterKey, text => IsWithin(text, Tuning.MinUnfreezeAfter, Tuning.MaxUnfreezeAfter, wholeSeconds: true),
            "whole seconds from 10s to 1h", "300s"),
        (Tuning.OnErrorKey, text => text is "Continue" or "Fail", "Continue or Fail", "Continue"),
    ];

    public static IEnumerable<LintFinding> Examine(LintContext lint) =>
        lint.Manifest.Kind == ManifestKind.VirtualMachineInstanceReplicaSet
            ? []
            : [.. Invalid(lint), .. InTemplate(lint), .. Unknown(lint, lint.Own), .. lint.HasTemplate ? Unknown(lint, lint.Hooks) : []];

    private static IEnumerable<LintFinding> Invalid(LintContext lint) =>
        from row in Table
        let value = lint.Own[row.Key]
        where value is not null && !row.Accepts(value)
        select LintRules.TuningInvalid.At(
            lint.Own.Path.Then(row.Key),
            $"{row.Key} is {SafeText.Value(value)}; it takes {row.Range}.",
            "VeleroFreeze ignores it, with a warning, and injects the default.",
            $"{row.Key}: {row.Default}");

    private static IEnumerable<LintFinding> InTemplate(LintContext lint) =>
        from row in Table
        where lint.HasTemplate && lint.Hooks[row.Key] is not null
        select LintRules.TuningInTemplate.At(
            lint.Hooks.Path.Then(row.Key),
            $"{row.Key} stands in the template.",
            "VeleroFreeze reads tuning from the VM's own metadata only.",
            $"Move it to {string.Join('.', lint.Own.Path.Segments)}.");

    private static IEnumerable<LintFinding> Unknown(LintContext lint, AnnotationMap map) =>
        from key in map.Values.Keys
        where key.StartsWith(Prefix, StringComparison.Ordinal) && key != InjectionMarker.Key && Table.All(row => row.Key != key)
        select LintRules.UnknownTuning.At(
            map.Path.Then(key),
            $"VeleroFreeze does not know the annotation {SafeText.Value(key)}.",
            key == FreezeLabel.Key ? "It is a label: as an annotation it opts nothing in." : "It has no effect.",
            key == FreezeLabel.Key
                ? $"Move it to the labels of {string.Join('.', lint.Own.Path.Parent.Segments)}."
                : KeyRules.Nearest(key[Prefix.Length..], Table.Select(row => row.Key[Prefix.Length..])) is { } nearest
                    ? Prefix + nearest
                    : $"One of {string.Join(", ", Table.Select(row => row.Key))}");

    private static bool IsWithin(string text, GoDuration least, GoDuration most, bool wholeSeconds = false) =>
        GoDuration.TryParse(text, out var duration, out _)
        && duration >= least
        && duration <= most
        && (!wholeSeconds || duration.IsWholeSeconds);
}
