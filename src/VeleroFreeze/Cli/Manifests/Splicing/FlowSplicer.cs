using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>Changes mappings that are written in braces: JSON, and YAML's flow style.</summary>
internal sealed class FlowSplicer(SourceText text, List<TextEdit> edits, bool isJson)
{
    public bool IsJson { get; } = isJson;

    public void Change(Place place, MemberChanges changes)
    {
        var added = Keys.Added(place.Mapping, changes);
        var survivors = Keys.Survivors(place.Mapping, changes);
        if (added.Count == 0 && survivors.Count == place.Mapping.Entries.Count)
        {
            return;
        }

        RequireBraces(place.Mapping);
        if (survivors.Count == 0)
        {
            RequireNoComment(place.Mapping.Open, place.Mapping.End);
            edits.Add(new TextEdit(place.Mapping.Open, place.Mapping.End, WriterFor(place).Braces(added)));
            return;
        }

        if (added.Count > 0)
        {
            Insert(place, added);
        }

        new FlowRemoval(text, edits, IsJson).Remove(place.Mapping, survivors);
    }

    /// <summary>Gives members to a value that is null or <c>{}</c>.</summary>
    public void Fill(Place place, SourceEntry entry, MemberChanges members)
    {
        var value = entry.Value;
        RequireNoComment(value.Start, value.End);
        var lead = Keys.ColonAfter(text, entry) is not { } colon ? ": " : value.Start == colon + 1 && !IsJson ? " " : "";
        edits.Add(new TextEdit(value.Start, value.End, lead + Braces(place, entry, members)));
    }

    private string Braces(Place place, SourceEntry entry, MemberChanges members)
    {
        if (!IsOnItsOwnLine(place.Mapping, entry) || !members.All.Any())
        {
            return WriterFor(place).Braces(members.All);
        }

        var prefix = PrefixOf(entry);
        var step = StepOf(place.Mapping, prefix);
        var lineBreak = text.LineBreakAt(entry.Key.Start);
        var lines = WriterFor(place).Lines(members.All, prefix + step, step);
        return "{" + lineBreak + string.Concat(lines.Select(line => line + lineBreak)) + prefix + "}";
    }

    private void Insert(Place place, IReadOnlyList<KeyValuePair<string, MemberChange>> added)
    {
        var first = place.Mapping.Entries[0];
        if (text.Text.AsSpan(place.Mapping.Open, first.Key.Start - place.Mapping.Open).Contains('?'))
        {
            throw new ManifestException(first.Key.Start, "a question mark stands in front of this key");
        }

        var writer = WriterFor(place);
        if (!IsOnItsOwnLine(place.Mapping, first))
        {
            edits.Add(new TextEdit(first.Key.Start, first.Key.Start, writer.Inline(added) + writer.Separator));
            return;
        }

        var prefix = PrefixOf(first);
        var lines = writer.Lines(added, prefix, StepOf(place.Mapping, prefix)).ToList();
        lines[^1] += ",";
        edits.Add(TextEdit.Lines(text, text.NextLineStart(place.Mapping.Open), lines, place.Mapping.Open));
    }

    private bool IsOnItsOwnLine(MappingNode mapping, SourceEntry entry) =>
        text.LineOf(mapping.Open) < text.LineOf(entry.Key.Start) && Keys.StartsLine(text, entry.Key.Start);

    private string PrefixOf(SourceEntry entry)
    {
        var prefix = text.LinePrefix(entry.Key.Start);
        return IsJson || !prefix.Contains('\t', StringComparison.Ordinal)
            ? prefix
            : throw new ManifestException(entry.Key.Start, "a tab stands in front of this key, so the indentation is uncertain");
    }

    // What the members of a mapping are indented by, beyond the line of its brace.
    private string StepOf(MappingNode mapping, string prefix)
    {
        var outer = text.LinePrefix(mapping.Open);
        var depth = outer.TakeWhile(YamlCharacters.IsBlank).Count();
        return prefix.Length > depth ? prefix[depth..] : "  ";
    }

    private FlowWriter WriterFor(Place place)
    {
        var model = place;
        while (model is { Mapping.Entries.Count: 0, Parent.Mapping.IsFlow: true })
        {
            model = model.Parent;
        }

        var first = model.Mapping.Entries.Count > 0 ? model.Mapping.Entries[0] : null;
        var quotes = IsJson || first?.Key is ScalarNode { Form: ScalarForm.DoubleQuoted };
        return new FlowWriter(quotes, quotes && first is not null && IsTight(first));
    }

    private static bool IsTight(SourceEntry entry) => entry.Value.Start == entry.Key.End + 1;

    private static void RequireBraces(MappingNode mapping)
    {
        if (mapping.Open < 0)
        {
            throw new ManifestException(mapping.Start, "this pair has no braces around it that could be extended");
        }
    }

    private void RequireNoComment(int start, int end)
    {
        if (text.Text.AsSpan(start, end - start).Contains('#'))
        {
            throw new ManifestException(start, "a comment stands between these braces and would be lost");
        }
    }
}
