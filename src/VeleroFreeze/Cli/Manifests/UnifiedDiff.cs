using System.Text;
using DiffPlex;
using DiffPlex.Model;

namespace VeleroFreeze.Cli.Manifests;

/// <summary>Writes the difference of two texts as <c>patch -p1</c> and <c>git apply</c> read it.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The difference, empty when there is none.</summary>
    /// <param name="path">The file, relative to where the patch will be applied.</param>
    /// <param name="before">UTF-8.</param>
    /// <param name="after">UTF-8.</param>
    public static string Render(string path, byte[] before, byte[] after)
    {
        var diff = new Differ().CreateCustomDiffs(
            Encoding.UTF8.GetString(before), Encoding.UTF8.GetString(after), ignoreWhiteSpace: false, ignoreCase: false, Lines);
        if (diff.DiffBlocks.Count == 0)
        {
            return "";
        }

        var output = new StringBuilder().Append("--- ").Append(Name("a/", path)).Append('\n').Append("+++ ").Append(Name("b/", path)).Append('\n');
        foreach (var hunk in Hunks(diff.DiffBlocks))
        {
            AppendHunk(output, diff, hunk);
        }

        return output.ToString();
    }

    // Blocks whose context would meet share a hunk.
    private static List<List<DiffBlock>> Hunks(IEnumerable<DiffBlock> blocks)
    {
        var hunks = new List<List<DiffBlock>>();
        foreach (var block in blocks)
        {
            if (hunks.Count > 0 && block.DeleteStartA - EndInA(hunks[^1][^1]) <= 2 * Context)
            {
                hunks[^1].Add(block);
            }
            else
            {
                hunks.Add([block]);
            }
        }

        return hunks;
    }

    private static void AppendHunk(StringBuilder output, DiffResult diff, List<DiffBlock> hunk)
    {
        var start = Math.Max(0, hunk[0].DeleteStartA - Context);
        var end = Math.Min(diff.PiecesOld.Length, EndInA(hunk[^1]) + Context);
        var shift = hunk[0].InsertStartB - hunk[0].DeleteStartA;
        var growth = hunk.Sum(block => block.InsertCountB - block.DeleteCountA);
        output.Append("@@ -").Append(Range(start, end - start)).Append(" +").Append(Range(start + shift, end - start + growth)).Append(" @@\n");
        var at = start;
        foreach (var block in hunk)
        {
            Append(output, ' ', diff.PiecesOld, at, block.DeleteStartA);
            Append(output, '-', diff.PiecesOld, block.DeleteStartA, EndInA(block));
            Append(output, '+', diff.PiecesNew, block.InsertStartB, block.InsertStartB + block.InsertCountB);
            at = EndInA(block);
        }

        Append(output, ' ', diff.PiecesOld, at, end);
    }

    private static int EndInA(DiffBlock block) => block.DeleteStartA + block.DeleteCountA;

    // An empty range is named by the line in front of it.
    private static string Range(int start, int count) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    private static void Append(StringBuilder output, char sign, string[] lines, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            output.Append(sign).Append(lines[i]).Append(lines[i].EndsWith('\n') ? "" : "\n\\ No newline at end of file\n");
        }
    }

    private static string Name(string side, string path)
    {
        var name = side + path.TrimStart('/');
        return name.Any(c => char.IsControl(c) || c is '"' or '\\') ? Quoted(name)
            // Without the tab, patch takes what follows a blank for a time stamp.
            : name.Contains(' ', StringComparison.Ordinal) ? name + "\t"
            : name;
    }

    // As C does it, which git and patch understand.
    private static string Quoted(string name) => $"\"{string.Concat(name.Select(Escaped))}\"";

    private static string Escaped(char c) =>
        c is '"' or '\\' ? $"\\{c}"
        : char.IsControl(c) ? "\\" + Convert.ToString(c, 8).PadLeft(3, '0')
        : c.ToString();

    // Only a line feed ends a line to git; what stands in front of it, a carriage return included, is content.
    private static string[] Lines(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length; start += lines[^1].Length)
        {
            var end = text.IndexOf('\n', start);
            lines.Add(end < 0 ? text[start..] : text[start..(end + 1)]);
        }

        return [.. lines];
    }
}
