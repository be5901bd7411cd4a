namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>What YAML says about single characters.</summary>
internal static class YamlCharacters
{
    /// <summary>Refuses the characters that YAML does not allow; the parser would take the first NUL for the end.</summary>
    public static void Check(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (!IsAllowed(text[i]))
            {
                throw new ManifestException(i, $"the character U+{(int)text[i]:X4} is not allowed in YAML");
            }
        }
    }

    public static bool IsPrintable(char c) => IsAllowed(c) && c is not ('\n' or '\r' or '\t' or '\u0085' or '\u2028' or '\u2029');

    public static bool IsBlank(char c) => c is ' ' or '\t';

    /// <summary>Just behind the anchor and the tag that start here.</summary>
    public static int EndOfProperties(string text, int start)
    {
        var end = start;
        for (var next = start; next < text.Length && text[next] is '&' or '!'; next = SkipBlanksAndComments(text, end))
        {
            end = next;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or '[' or ']' or '{' or '}'))
            {
                end++;
            }
        }

        return end;
    }

    public static int SkipBlanksAndComments(string text, int offset)
    {
        while (offset < text.Length && (char.IsWhiteSpace(text[offset]) || StartsComment(text, offset)))
        {
            offset = text[offset] == '#' ? EndOfLine(text, offset) : offset + 1;
        }

        return offset;
    }

    public static int EndOfLine(string text, int offset)
    {
        var end = text.AsSpan(offset).IndexOfAny('\r', '\n');
        return end < 0 ? text.Length : offset + end;
    }

    private static bool StartsComment(string text, int offset) =>
        text[offset] == '#' && (offset == 0 || char.IsWhiteSpace(text[offset - 1]));

    private static bool IsAllowed(char c) => c switch
    {
        '\t' or '\n' or '\r' or '\u0085' => true,
        < ' ' or (>= '\u007f' and < '\u00a0') => false,
        '\uFEFF' or '\uFFFE' or '\uFFFF' => false,
        _ => true,
    };
}
