using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VeleroFreeze.Core.Hooks;

/// <summary>How Velero turns a hook's command annotation into arguments (<c>parseStringToCommand</c>, unchanged from Velero 1.12 to 1.18).</summary>
/// <param name="Arguments">What is executed; empty for <c>[]</c>, which Velero refuses with <c>command is required</c>.</param>
/// <param name="IsArray">False when the whole text became one single argument: no leading <c>[</c>, or no valid JSON array of strings.</param>
public sealed record VeleroCommand(IReadOnlyList<string> Arguments, bool IsArray)
{
    public static VeleroCommand Parse(string text) =>
        text.StartsWith('[') && TryParseArray(text) is { } arguments
            ? new VeleroCommand(arguments, IsArray: true)
            : new VeleroCommand([text], IsArray: false);

    private static List<string>? TryParseArray(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(ReplaceLoneSurrogates(text)));
            var arguments = new List<string>();
            foreach (var element in document.RootElement.EnumerateArray())
            {
                // Go decodes null into the empty string; any other non-string fails the whole array.
                if (element.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
                {
                    return null;
                }

                arguments.Add(element.GetString() ?? "");
            }

            return arguments;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Go reads an escaped half of a surrogate pair as U+FFFD, where .NET refuses the whole string.</summary>
    private static string ReplaceLoneSurrogates(string text)
    {
        var replaced = new StringBuilder(text);
        for (var i = text.IndexOf('\\', StringComparison.Ordinal); i >= 0; i = NextEscape(text, i))
        {
            if (EscapedUnit(text, i) is { } unit && char.IsSurrogate(unit) && !IsEscapedPair(text, i))
            {
                replaced.Remove(i + 2, 4).Insert(i + 2, "fffd");
            }
        }

        return replaced.ToString();
    }

    /// <summary>Skips the character behind the backslash, so that the second half of <c>\\</c> is never taken for the start of an escape.</summary>
    private static int NextEscape(string text, int i)
    {
        var next = i + (IsEscapedPair(text, i) ? 12 : 2);
        return next < text.Length ? text.IndexOf('\\', next) : -1;
    }

    private static bool IsEscapedPair(string text, int i) =>
        EscapedUnit(text, i) is { } high && char.IsHighSurrogate(high) && EscapedUnit(text, i + 6) is { } low && char.IsLowSurrogate(low);

    /// <summary>The UTF-16 unit of the <c>\uXXXX</c> at this place, if one stands there.</summary>
    private static char? EscapedUnit(string text, int i) =>
        i + 6 <= text.Length && text[i] == '\\' && text[i + 1] == 'u'
        && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
