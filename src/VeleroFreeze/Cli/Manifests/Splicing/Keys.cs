using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>Reads the text around the entries of a mapping.</summary>
internal static class Keys
{
    /// <summary>The offset of the colon behind a key; null where a key stands without one.</summary>
    public static int? ColonAfter(SourceText text, SourceEntry entry)
    {
        var at = YamlCharacters.SkipBlanksAndComments(text.Text, entry.Key.End);
        return at < text.Length && text.Text[at] == ':' ? at : null;
    }

    /// <summary>Just behind what introduces a value: the colon, and the value's anchor or tag if it has one.</summary>
    public static int EndOfHeader(SourceText text, SourceEntry entry)
    {
        var colon = ColonAfter(text, entry) ?? throw new ManifestException(entry.Key.Start, $"there is no colon behind {entry.Name}");
        return entry.Value.HasProperties ? YamlCharacters.EndOfProperties(text.Text, entry.Value.Start) : colon + 1;
    }

    /// <summary>True when nothing but blanks stands in front of an offset in its line.</summary>
    public static bool StartsLine(SourceText text, int offset) => text.LinePrefix(offset).All(YamlCharacters.IsBlank);

    /// <summary>The offset of the comma behind a value in braces; null behind the last one.</summary>
    public static int? CommaAfter(SourceText text, SourceEntry entry)
    {
        var at = YamlCharacters.SkipBlanksAndComments(text.Text, entry.Value.End);
        return at < text.Length && text.Text[at] == ',' ? at : null;
    }

    /// <summary>The names that a mapping does not have and is to get, in order.</summary>
    public static IReadOnlyList<KeyValuePair<string, MemberChange>> Added(MappingNode mapping, MemberChanges changes) =>
        [.. changes.All.Where(change => change.Value is MemberChange.Set or MemberChange.Create && mapping.Own(change.Key) is null)];

    /// <summary>The entries of a mapping that stay.</summary>
    public static IReadOnlyList<SourceEntry> Survivors(MappingNode mapping, MemberChanges changes) =>
        [.. mapping.Entries.Where(entry => changes.Of(entry.Name) is not MemberChange.Remove)];
}
