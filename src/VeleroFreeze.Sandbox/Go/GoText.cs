using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.Go;

/// <summary>Text as Go writes it: <c>%q</c> of fmt, and encoding/json.</summary>
internal static class GoText
{
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            AppendQuoted(quoted, rune);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Compact JSON with Go's escapes; members stay in the order they stand in, as those of a Go struct.</summary>
    public static string Json(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject map => "{" + string.Join(',', map.Select(member => $"{JsonString(member.Key)}:{Json(member.Value)}")) + "}",
        JsonArray list => "[" + string.Join(',', list.Select(Json)) + "]",
        _ when node.GetValueKind() == JsonValueKind.String => JsonString(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private static string JsonString(string text)
    {
        var escaped = new StringBuilder("\"", text.Length + 2);
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '<' or '>' or '&' or 0x2028 or 0x2029 => Hex("\\u", rune, 4),
                _ => rune.ToString(),
            });
        }

        return escaped.Append('"').ToString();
    }

    private static void AppendQuoted(StringBuilder quoted, Rune rune) => quoted.Append(rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        _ when IsPrintable(rune) => rune.ToString(),
        < ' ' or 0x7f => Hex("\\x", rune, 2),
        < 0x10000 => Hex("\\u", rune, 4),
        _ => Hex("\\U", rune, 8),
    });

    private static string Hex(string prefix, Rune rune, int digits) => prefix + rune.Value.ToString("x" + digits, CultureInfo.InvariantCulture);

    // unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and of the blanks only the ASCII one.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
