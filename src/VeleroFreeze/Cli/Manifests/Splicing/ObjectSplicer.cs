using VeleroFreeze.Cli.Manifests.Documents;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>
/// Turns the changes of one object into edits of its text: walks down to the mappings that change and leaves them to the style they
/// are written in.
/// </summary>
internal sealed class ObjectSplicer
{
    private readonly SourceText _text;
    private readonly BlockSplicer _block;
    private readonly FlowSplicer _flow;

    public ObjectSplicer(SourceText text, SourceObject target)
    {
        _text = text;
        _block = new BlockSplicer(text, target.Ancestors[0], Edits);
        _flow = new FlowSplicer(text, Edits, target.Document.IsJson);
    }

    public List<TextEdit> Edits { get; } = [];

    public void Change(Place place, MemberChanges changes)
    {
        foreach (var (name, _) in changes.All.Where(change => place.Mapping.Inherits(change.Key)))
        {
            throw new ManifestException(
                place.Mapping.Find(name)!.Key.Start, $"{name} comes from here by a merge key, so it cannot be changed for one object alone");
        }

        foreach (var (name, change) in changes.All)
        {
            if (place.Mapping.Own(name) is { } entry)
            {
                ChangeEntry(place, entry, change);
            }
        }

        if (place.Mapping.IsFlow)
        {
            _flow.Change(place, changes);
        }
        else
        {
            _block.Change(place, changes);
        }
    }

    private void ChangeEntry(Place place, SourceEntry entry, MemberChange change)
    {
        switch (change)
        {
            case MemberChange.Set set:
                Replace(entry, set.Value);
                break;
            case MemberChange.Create create:
                Fill(place, entry, create.Members);
                break;
            case MemberChange.Within within when entry.Value is MappingNode { Entries.Count: 0 }:
                Fill(place, entry, within.Members);
                break;
            case MemberChange.Within within:
                RequireOwn(entry.Value);
                Change(place.Into(entry), within.Members);
                break;
        }
    }

    private static void RequireOwn(SourceNode node)
    {
        if (node is AliasNode || node.IsAliased)
        {
            throw Splicer.Shared(node);
        }

        if (node is not MappingNode { Tag: null or "tag:yaml.org,2002:map" })
        {
            throw new ManifestException(node.Start, "a tag stands in front of this mapping, so its meaning is unknown");
        }
    }

    /// <summary>Gives members to a value that is null or an empty mapping.</summary>
    private void Fill(Place place, SourceEntry entry, MemberChanges members)
    {
        var value = entry.Value;
        if (value is AliasNode || value.HasProperties)
        {
            throw new ManifestException(value.Start, $"an anchor, an alias or a tag stands where {entry.Name} is empty");
        }

        if (value is not (MappingNode { Entries.Count: 0 } or ScalarNode { IsNull: true }))
        {
            throw new ManifestException(value.Start, $"{entry.Name} is not empty, so it cannot be made anew");
        }

        if (place.Mapping.IsFlow)
        {
            _flow.Fill(place, entry, members);
        }
        else
        {
            _block.Fill(place, entry, members);
        }
    }

    private void Replace(SourceEntry entry, string text)
    {
        if (entry.Value is not ScalarNode { Form: not ScalarForm.Block, HasProperties: false } scalar)
        {
            throw new ManifestException(entry.Value.Start, $"the value of {entry.Name} is written in a way that cannot be replaced safely");
        }

        // JSON quotes all text, also in the place of a number.
        var quoted = _flow.IsJson ? ScalarText.Json(text) : ScalarText.InForm(scalar.Form, text);
        var lead = scalar.End == scalar.Start && !YamlCharacters.IsBlank(_text.Text[scalar.Start - 1]) ? " " : "";
        Edits.Add(new TextEdit(scalar.Start, scalar.End, lead + quoted));
    }
}
