using System.Text;
using System.Text.RegularExpressions;
using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>Writes text as a YAML or JSON scalar that every parser reads back as that text.</summary>
internal static class ScalarText
{
    // Narrow on purpose: no text that another YAML version or another parser takes for a number, a date, a boolean or a structure.
    private static readonly Regex PlainPattern = new(
        @"\A([A-Za-z/][A-Za-z0-9_./;=+@%-]*|[0-9]+[a-zA-Z][a-zA-Z0-9]*)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>Plain where that is safe anywhere in YAML, otherwise in the quotes that need no escapes: <c>"true"</c>, but <c>'["a"]'</c>.</summary>
    public static string Yaml(string text) => IsPlainSafe(text) ? text : text.AsSpan().ContainsAny('"', '\\') ? Quoted(text) : Json(text);

    /// <summary>In JSON's quotes, which YAML reads the same.</summary>
    public static string Json(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            result.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when YamlCharacters.IsPrintable(c) => c.ToString(),
                _ => $"\\u{(int)c:x4}",
            });
        }

        return result.Append('"').ToString();
    }

    /// <summary>Takes the place of a scalar, in its quotes where these can hold the text.</summary>
    public static string InForm(ScalarForm form, string text) => form switch
    {
        ScalarForm.DoubleQuoted => Json(text),
        ScalarForm.SingleQuoted => Quoted(text),
        _ => Yaml(text),
    };

    private static string Quoted(string text) =>
        text.All(YamlCharacters.IsPrintable) ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'" : Json(text);

    private static bool IsPlainSafe(string text) => PlainPattern.IsMatch(text) && YamlScalars.KindOfPlain(text) == ScalarKind.Text;
}
