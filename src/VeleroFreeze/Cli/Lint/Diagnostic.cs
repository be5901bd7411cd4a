using VeleroFreeze.Cli.Manifests.Documents;
using VeleroFreeze.Cli.Manifests.Splicing;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Lint;

namespace VeleroFreeze.Cli.Lint;

/// <summary>A finding with the place in the user's file it is about.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Effect">What Velero or KubeVirt will do.</param>
/// <param name="Fix">What to write instead.</param>
internal sealed record Diagnostic(string Path, int Line, int Column, string Rule, LintSeverity Severity, string Message, string Effect, string Fix)
{
    /// <summary>The rule for what is no YAML or JSON at all.</summary>
    public const string UnreadableRule = "unreadable";

    /// <summary>Everything found in a set of files, in the order of the files and their lines.</summary>
    public static IReadOnlyList<Diagnostic> In(IReadOnlyList<InputFile> files, KubeVirtVersion kubeVirt, string? defaultNamespace) =>
        [.. files.SelectMany(file => In(SourceFile.Parse(file.Path, file.Bytes), kubeVirt, defaultNamespace))];

    private static IEnumerable<Diagnostic> In(SourceFile file, KubeVirtVersion kubeVirt, string? defaultNamespace) =>
        file.Errors.Select(Unreadable)
            .Concat(file.Objects.SelectMany(o => In(file.Path, o, kubeVirt, defaultNamespace)))
            .OrderBy(d => d.Line)
            .ThenBy(d => d.Column);

    private static IEnumerable<Diagnostic> In(string path, SourceObject source, KubeVirtVersion kubeVirt, string? defaultNamespace) =>
        HookLinter.Examine(source.Manifest, kubeVirt, defaultNamespace).Select(finding =>
        {
            var position = source.PositionOf(finding.Location);
            return new Diagnostic(path, position.Line, position.Column, finding.Rule, finding.Severity, finding.Message, finding.Effect, finding.Fix);
        });

    private static Diagnostic Unreadable(SourceError error) => new(
        error.Path,
        error.Line,
        error.Column,
        UnreadableRule,
        LintSeverity.Error,
        error.Message,
        "kubectl refuses it too; no hook in it can be judged",
        "mend the syntax at this place");
}
