using System.Text;
using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>Replaces a stretch of text.</summary>
/// <param name="Start">Where the stretch starts.</param>
/// <param name="End">Just behind it; the same as <paramref name="Start"/> when text is only put in.</param>
/// <param name="Text">What stands there afterwards.</param>
/// <param name="AddsLines">Whole lines are put between others, which stay as they are.</param>
internal sealed record TextEdit(int Start, int End, string Text, bool AddsLines = false)
{
    /// <summary>Applies edits that do not overlap. Where two start at the same place, what is only put in goes first.</summary>
    public static string Apply(string text, IEnumerable<TextEdit> edits)
    {
        var result = new StringBuilder(text.Length + 1024);
        var at = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Start).ThenBy(edit => edit.End))
        {
            if (edit.Start < at)
            {
                throw new ManifestException(edit.Start, "two changes meet here");
            }

            result.Append(text, at, edit.Start - at).Append(edit.Text);
            at = edit.End;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Puts lines in front of the line that starts here, or behind the last line of a text whatever it ends with.</summary>
    /// <param name="source">The text.</param>
    /// <param name="at">The start of a line, or the end of the text.</param>
    /// <param name="lines">Without line breaks.</param>
    /// <param name="header">An offset in the line they follow, whose line break they take.</param>
    public static TextEdit Lines(SourceText source, int at, IEnumerable<string> lines, int header)
    {
        var lineBreak = source.LineBreakAt(header);
        var endsOpen = at == source.Length && source.LineStart(at) != at;
        var text = endsOpen
            ? string.Concat(lines.Select(line => lineBreak + line))
            : string.Concat(lines.Select(line => line + lineBreak));
        return new TextEdit(at, at, text, AddsLines: true);
    }
}
