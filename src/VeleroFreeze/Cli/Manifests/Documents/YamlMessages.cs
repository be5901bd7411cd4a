using YamlDotNet.Core;

namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>Says what is wrong with a piece of YAML in words for whoever wrote it, at the place where it can be mended.</summary>
internal static class YamlMessages
{
    private static readonly (string Part, string Sentence)[] Sentences =
    [
        ("quoted scalar, found unexpected end", "the quote that opens here is never closed"),
        ("quoted scalar, found unexpected document", "the quote that opens here is never closed"),
        ("quoted scalar, found wrong indentation", "the quote that opens here is not closed in its line; look for a stray quote"),
        ("did not find expected node content", "a value was expected here"),
        ("invalid tab as indentation", "a tab cannot indent YAML; use blanks"),
        ("found invalid mapping", "there is a second ': ' in this value; quote it"),
        ("did not find expected key", "a key was expected here; look for a stray quote, a missing colon or wrong indentation"),
        ("could not find expected ':'", "there is a key without a colon"),
        ("did not find expected ',' or", "the brace or bracket that opens here is not closed, or a comma is missing"),
        ("found character that cannot start any token", "no value can start with this character; quote it"),
        ("found a tab character", "a tab cannot indent YAML; use blanks"),
    ];

    public static ManifestException Translate(YamlException e, SourceText source, YamlChunk chunk)
    {
        var offset = chunk.OffsetOf(e.Start.Index);
        var sentence = Array.Find(Sentences, known => e.Message.Contains(known.Part, StringComparison.Ordinal)).Sentence;
        var message = sentence ?? char.ToLowerInvariant(e.Message[0]) + e.Message[1..].TrimEnd('.');
        var place = message.StartsWith("a tab", StringComparison.Ordinal) ? FirstTab(source, offset, chunk.End) : offset;
        // The usual reason for braces where none belong: a chart's template, which is no YAML yet.
        var hint = source.Text.AsSpan(chunk.Start, chunk.End - chunk.Start).Contains("{{", StringComparison.Ordinal) ? "; a template has to be rendered first" : "";
        return new ManifestException(place, $"invalid YAML: {message}{hint}");
    }

    // The parser names the start of the mapping that the tab is in.
    private static int FirstTab(SourceText source, int offset, int end)
    {
        for (var line = source.LineStart(offset); line < end; line = source.NextLineStart(line))
        {
            var text = line;
            while (text < end && source.Text[text] == ' ')
            {
                text++;
            }

            if (text < end && text >= offset && source.Text[text] == '\t')
            {
                return text;
            }
        }

        return offset;
    }
}
