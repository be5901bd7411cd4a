using System.Globalization;
using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Lint;

/// <summary>Why a text that begins with <c>[</c> is no JSON array of strings, in the words of the mistake that was made.</summary>
internal static class CommandHint
{
    public static string Of(string text) =>
        NotAString(text)
        ?? Trailing(text)
        ?? Repaired(text + "]", "the closing `]` is missing")
        ?? Repaired(text + "\"]", "the last string and the array are not closed: `\"]` is missing")
        ?? Repaired(text.Replace('\'', '"'), "JSON strings take double quotes, not single ones")
        ?? Repaired(text.Replace('\u201c', '"').Replace('\u201d', '"'), "the quotes are typographic ones; JSON takes plain double quotes")
        ?? Repaired(WithoutLastComma(text), "there is a comma before the closing `]`")
        ?? Unreadable(text);

    private static string? Repaired(string text, string hint) => VeleroCommand.Parse(text).IsArray ? hint : null;

    private static string WithoutLastComma(string text) =>
        text.LastIndexOf(',') is >= 0 and var comma && text[(comma + 1)..].Trim() == "]" ? text.Remove(comma, 1) : text;

    private static string? NotAString(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            var position = 0;
            foreach (var element in document.RootElement.EnumerateArray())
            {
                position++;
                if (element.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                {
                    var shown = SafeText.Value(element.GetRawText());
                    return string.Create(CultureInfo.InvariantCulture, $"element {position} is no string but {shown}; put it in quotes");
                }
            }
        }
        catch (JsonException)
        {
            // Not well-formed at all: another hint says how.
        }

        return null;
    }

    private static string? Trailing(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(utf8);
        try
        {
            if (!reader.Read() || !reader.TrySkip())
            {
                return null;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        var rest = Encoding.UTF8.GetString(utf8.AsSpan((int)reader.BytesConsumed)).Trim();
        return rest is "\"" or "'" ? $"a stray quote {SafeText.Value(rest)} follows the closing `]`" : $"{SafeText.Value(rest)} follows the closing `]`";
    }

    private static string Unreadable(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return "it holds text that is not valid";
        }
        catch (JsonException e)
        {
            var (line, position) = ((e.LineNumber ?? 0) + 1, e.BytePositionInLine ?? 0);
            return string.Create(CultureInfo.InvariantCulture, $"it stops being JSON at byte {position} of line {line}");
        }
    }
}
