using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Lint;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Cli.Lint;

/// <summary>The three forms in which findings are printed.</summary>
internal static class LintOutput
{
    public static string Render(IReadOnlyList<Diagnostic> diagnostics, string format) => format switch
    {
        "json" => Json(diagnostics),
        "github" => string.Concat(diagnostics.Select(d => GitHub(d) + "\n")),
        _ => string.Concat(diagnostics.Select(Text)),
    };

    /// <summary>How many of each severity, for the last line on a terminal.</summary>
    public static string Summary(IReadOnlyList<Diagnostic> diagnostics)
    {
        string Count(LintSeverity severity)
        {
            var count = diagnostics.Count(d => d.Severity == severity);
            return $"{count} {KebabCase.Of(severity)}{(count == 1 ? "" : "s")}";
        }

        return $"{Count(LintSeverity.Error)}, {Count(LintSeverity.Warning)}, {Count(LintSeverity.Note)}";
    }

    private static string Text(Diagnostic d) =>
        $"{d.Path}:{d.Line}:{d.Column}: {KebabCase.Of(d.Severity)}: {d.Message} [{d.Rule}]\n    effect: {d.Effect}\n    fix: {d.Fix}\n";

    /// <summary>A workflow command, which GitHub shows beside the line in a pull request.</summary>
    private static string GitHub(Diagnostic d)
    {
        var level = d.Severity == LintSeverity.Note ? "notice" : KebabCase.Of(d.Severity);
        var data = Escape($"{d.Message}\nEffect: {d.Effect}\nFix: {d.Fix}");
        return $"::{level} file={EscapeProperty(d.Path)},line={d.Line},col={d.Column},title={EscapeProperty(d.Rule)}::{data}";
    }

    private static string Escape(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string EscapeProperty(string text) =>
        Escape(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string Json(IReadOnlyList<Diagnostic> diagnostics)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, JsonOutput.Indented))
        {
            writer.WriteStartArray();
            foreach (var d in diagnostics)
            {
                writer.WriteStartObject();
                writer.WriteString("path", d.Path);
                writer.WriteNumber("line", d.Line);
                writer.WriteNumber("column", d.Column);
                writer.WriteString("rule", d.Rule);
                writer.WriteString("severity", KebabCase.Of(d.Severity));
                writer.WriteString("message", d.Message);
                writer.WriteString("effect", d.Effect);
                writer.WriteString("fix", d.Fix);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
