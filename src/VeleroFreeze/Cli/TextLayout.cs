using System.Globalization;
using System.Text;

namespace VeleroFreeze.Cli;

/// <summary>Text for a terminal of 80 columns. What is shown may come from a guest: it cannot move the cursor or turn the line around.</summary>
internal static class TextLayout
{
    public const int Width = 80;

    /// <summary>Without control and format characters.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var isPlain = category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            plain.Append(isPlain ? rune.ToString() : " ");
        }

        return plain.ToString();
    }

    /// <summary>Cut to a column, with a mark where it was cut.</summary>
    public static string Cell(string text, int width)
    {
        var plain = Plain(text);
        return plain.Length <= width ? plain.PadRight(width) : plain[..(width - 1)] + "…";
    }

    /// <summary>Broken at blanks, each line after an indentation. A word longer than a line, such as a command's path, stays whole.</summary>
    public static IEnumerable<string> Wrap(string text, int indent)
    {
        var margin = new string(' ', indent);
        var line = new StringBuilder(margin);
        foreach (var word in Plain(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > indent && line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear().Append(margin);
            }

            line.Append(line.Length > indent ? " " : "").Append(word);
        }

        if (line.Length > indent)
        {
            yield return line.ToString();
        }
    }
}
