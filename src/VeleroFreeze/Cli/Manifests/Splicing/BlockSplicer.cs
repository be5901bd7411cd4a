using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>Changes mappings that are written as lines.</summary>
internal sealed class BlockSplicer(SourceText text, SourceNode root, List<TextEdit> edits)
{
    public void Change(Place place, MemberChanges changes)
    {
        var added = Keys.Added(place.Mapping, changes);
        var survivors = Keys.Survivors(place.Mapping, changes);
        if (added.Count > 0)
        {
            Insert(place, added, survivors);
        }
        else if (survivors.Count == 0)
        {
            LeaveEmpty(place);
        }

        foreach (var entry in place.Mapping.Entries.Except(survivors))
        {
            RemoveLines(entry);
        }
    }

    /// <summary>Gives members to a key without a value, or with <c>null</c> or <c>{}</c>, which goes.</summary>
    public void Fill(Place place, SourceEntry entry, MemberChanges members)
    {
        var header = Keys.EndOfHeader(text, entry);
        var value = entry.Value;
        if (!members.All.Any())
        {
            edits.Add(new TextEdit(header, value.End, " {}"));
            return;
        }

        if (text.LineOf(header) != text.LineOf(value.End))
        {
            throw new ManifestException(value.Start, $"the empty value of {entry.Name} is not in the line of its key");
        }

        var column = ColumnFor(entry) + Indentation.StepBelow(text, place.Mapping, root);
        if (value.End > value.Start)
        {
            edits.Add(new TextEdit(header, value.End, ""));
        }

        edits.Add(TextEdit.Lines(text, text.NextLineStart(header), Lines(members.All, column, place.Mapping), header));
    }

    private void Insert(Place place, IReadOnlyList<KeyValuePair<string, MemberChange>> added, IReadOnlyList<SourceEntry> survivors)
    {
        var header = HeaderLine(place) ?? EndOfFirst(survivors) ?? throw new ManifestException(
            place.Mapping.Start, "there is no line here behind which lines could be added");
        var lines = Lines(added, ColumnFor(place.Mapping.Entries[0]), place.Mapping);
        edits.Add(TextEdit.Lines(text, text.NextLineStart(header), lines, header));
    }

    // Directly below the key: comments above the first entry stay with it, and whatever ends the mapping is not disturbed.
    private int? HeaderLine(Place place)
    {
        var first = place.Mapping.Entries[0].Key.Start;
        if (place.Entry is null || !Keys.StartsLine(text, first))
        {
            return null;
        }

        var header = Keys.EndOfHeader(text, place.Entry);
        return text.LineOf(header) < text.LineOf(first) ? header : null;
    }

    private static int? EndOfFirst(IReadOnlyList<SourceEntry> survivors) =>
        survivors.Select(entry => SafeEnd(entry.Value)).FirstOrDefault(end => end is not null);

    // Behind a block scalar a new line might become a part of it.
    private static int? SafeEnd(SourceNode node) => node switch
    {
        ScalarNode { Form: ScalarForm.Block } => null,
        MappingNode { IsFlow: false, Entries: [.., var last] } => SafeEnd(last.Value),
        SequenceNode { Items: [.., var last] } when last.End == node.End => SafeEnd(last),
        _ => node.End,
    };

    private int ColumnFor(SourceEntry entry)
    {
        var prefix = text.LinePrefix(entry.Key.Start);
        if (prefix.Contains('\t', StringComparison.Ordinal))
        {
            throw new ManifestException(entry.Key.Start, "a tab stands in front of this key, so the indentation is uncertain");
        }

        return prefix.Trim(' ', '-').Length == 0
            ? prefix.Length
            : throw new ManifestException(entry.Key.Start, "something else stands in front of this key, so the indentation is uncertain");
    }

    private IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, MemberChange>> members, int column, MappingNode near) =>
        Lines(members, column, Indentation.StepBelow(text, near, root));

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, MemberChange>> members, int column, int step)
    {
        foreach (var (name, change) in members)
        {
            var key = new string(' ', column) + ScalarText.Yaml(name) + ":";
            var below = change is MemberChange.Create create ? Lines(create.Members.All, column + step, step).ToList() : [];
            yield return change is MemberChange.Set set ? $"{key} {ScalarText.Yaml(set.Value)}" : below.Count > 0 ? key : key + " {}";
            foreach (var line in below)
            {
                yield return line;
            }
        }
    }

    private void LeaveEmpty(Place place)
    {
        if (place.Entry is null)
        {
            throw new ManifestException(place.Mapping.Start, "nothing would be left of this object");
        }

        var header = Keys.EndOfHeader(text, place.Entry);
        edits.Add(new TextEdit(header, header, " {}"));
    }

    private void RemoveLines(SourceEntry entry)
    {
        if (!Keys.StartsLine(text, entry.Key.Start))
        {
            throw new ManifestException(entry.Key.Start, $"{entry.Name} shares its line with something else, so the line cannot go");
        }

        var end = entry.Value.End;
        while (char.IsWhiteSpace(text.Text[end - 1]))
        {
            end--;
        }

        edits.Add(new TextEdit(text.LineStart(entry.Key.Start), text.NextLineStart(end), ""));
    }
}
