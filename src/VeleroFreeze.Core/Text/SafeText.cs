using System.Globalization;
using System.Text;

namespace VeleroFreeze.Core.Text;

/// <summary>The user's text inside a message: short, on one line, and unable to disguise itself.</summary>
internal static class SafeText
{
    public const int MaxLength = 60;

    /// <summary>At most 25 characters of the text, for where the whole message is bounded.</summary>
    public static string Short(string text) => Value(text, 26);

    /// <summary>Between backticks; cut, with control, format and stray surrogate characters as escapes.</summary>
    public static string Value(string text) => Value(text, MaxLength);

    /// <summary>Somebody else's words inside a sentence: without backticks, line breaks as blanks.</summary>
    public static string Line(string text, int maxLength) => Value(text.ReplaceLineEndings(" ").Trim(), maxLength)[1..^1];

    private static string Value(string text, int maxLength)
    {
        var shown = new StringBuilder("`");
        foreach (var rune in text.EnumerateRunes())
        {
            var piece = IsPlain(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            if (shown.Length + piece.Length > maxLength)
            {
                return shown.Append("…`").ToString();
            }

            shown.Append(piece);
        }

        return shown.Append('`').ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
