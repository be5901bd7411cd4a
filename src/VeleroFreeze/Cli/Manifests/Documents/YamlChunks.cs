namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>A stretch of text. Parsing starts later than the stretch where its first line is a separator only kubectl understands.</summary>
internal readonly record struct YamlChunk(int Start, int ContentStart, int End)
{
    /// <summary>The offset in the file of a position the parser gives, which may be one behind the end.</summary>
    public int OffsetOf(long parserIndex) => (int)Math.Min(ContentStart + parserIndex, End);
}

/// <summary>
/// Splits a file at the lines that start with <c>---</c>, as kubectl does before it parses anything, so that a mistake in one
/// document leaves the others readable.
/// </summary>
internal static class YamlChunks
{
    public static IReadOnlyList<YamlChunk> Split(SourceText source)
    {
        var chunks = new List<YamlChunk>();
        var start = 0;
        var contentStart = 0;
        for (var line = 0; line < source.Length; line = source.NextLineStart(line))
        {
            if (!IsAt(source.Text, line, "---"))
            {
                continue;
            }

            var end = StartOfDirectives(source, start, line);
            if (end > start)
            {
                chunks.Add(new YamlChunk(start, contentStart, end));
            }

            (start, contentStart) = (end, IsMarker(source.Text, line) ? end : source.NextLineStart(line));
        }

        chunks.Add(new YamlChunk(start, contentStart, source.Length));
        return chunks;
    }

    // Directives stand in front of the marker of the document they belong to, at the start of the file or behind a "..." line.
    private static int StartOfDirectives(SourceText source, int chunkStart, int marker)
    {
        var found = false;
        for (var line = marker; line > chunkStart;)
        {
            line = source.LineStart(line - 1);
            found |= source.Text[line] == '%';
            if (IsAt(source.Text, line, "..."))
            {
                return found ? source.NextLineStart(line) : marker;
            }

            if (source.Text[line] is not ('%' or '#' or '\n' or '\r'))
            {
                return marker;
            }
        }

        return found ? chunkStart : marker;
    }

    // YAML's marker ends with a blank; "-----" is one to kubectl alone.
    private static bool IsMarker(string text, int line) => line + 3 >= text.Length || text[line + 3] is ' ' or '\t' or '\r' or '\n';

    private static bool IsAt(string text, int offset, string what) => string.CompareOrdinal(text, offset, what, 0, what.Length) == 0;
}
