using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>Takes entries out from between braces, their commas included. At least one entry stays.</summary>
internal sealed class FlowRemoval(SourceText text, List<TextEdit> edits, bool isJson)
{
    public void Remove(MappingNode mapping, IReadOnlyList<SourceEntry> survivors)
    {
        var entries = mapping.Entries;
        var last = entries.Count - 1;
        while (entries[last] != survivors[^1])
        {
            last--;
        }

        for (var i = 0; i < last; i++)
        {
            if (!survivors.Contains(entries[i]))
            {
                RemoveInFrontOf(entries[i], entries[i + 1]);
            }
        }

        if (last < entries.Count - 1)
        {
            RemoveBehind(entries[last], entries[last + 1], entries[^1], mapping.End);
        }
    }

    private void RemoveInFrontOf(SourceEntry entry, SourceEntry next)
    {
        var comma = Keys.CommaAfter(text, entry) ?? entry.Value.End;
        if (Keys.StartsLine(text, entry.Key.Start) && text.LineOf(next.Key.Start) > text.LineOf(comma))
        {
            edits.Add(new TextEdit(text.LineStart(entry.Key.Start), text.NextLineStart(comma), ""));
            return;
        }

        RequireNoComment(entry.Value.End, next.Key.Start);
        edits.Add(new TextEdit(entry.Key.Start, next.Key.Start, ""));
    }

    private void RemoveBehind(SourceEntry survivor, SourceEntry first, SourceEntry last, int end)
    {
        var comma = Keys.CommaAfter(text, last) ?? last.Value.End;
        if (!Keys.StartsLine(text, first.Key.Start) || text.LineOf(end - 1) == text.LineOf(comma))
        {
            RequireNoComment(survivor.Value.End, first.Key.Start);
            edits.Add(new TextEdit(survivor.Value.End, last.Value.End, ""));
            return;
        }

        // YAML allows the comma in front of the closing brace; the survivor's line can stay as it is.
        if (isJson && Keys.CommaAfter(text, survivor) is { } survivorComma)
        {
            edits.Add(new TextEdit(survivorComma, survivorComma + 1, ""));
        }

        edits.Add(new TextEdit(text.LineStart(first.Key.Start), text.NextLineStart(comma), ""));
    }

    private void RequireNoComment(int start, int end)
    {
        if (text.Text.AsSpan(start, end - start).Contains('#'))
        {
            throw new ManifestException(start, "a comment stands between these entries and would be lost");
        }
    }
}
