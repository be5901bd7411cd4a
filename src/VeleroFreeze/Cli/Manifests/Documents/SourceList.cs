namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>Takes lists of objects apart, by the rules that kubectl reads them with.</summary>
internal static class SourceList
{
    private const string Suffix = "List";

    /// <summary>The object itself, or the items of a list and of the lists in it, each with the type that its list gives it.</summary>
    /// <param name="path">From the document's root down to the object, aliases not resolved.</param>
    /// <param name="type">What the list it is an item of says of its items; null outside of one.</param>
    /// <exception cref="ManifestException">An item that no type or no object can be made of.</exception>
    public static IEnumerable<(IReadOnlyList<SourceNode> Path, ItemType? Type)> ObjectsIn(IReadOnlyList<SourceNode> path, ItemType? type)
    {
        var node = path[^1];
        var kind = Text(node, "kind") ?? type?.Kind ?? "";
        if (!kind.EndsWith(Suffix, StringComparison.Ordinal) || ((MappingNode)node.Resolved).Find("items")?.Value is not { Resolved: SequenceNode sequence } items)
        {
            return [(path, type)];
        }

        // Lists of aliases of lists would have no end, and nothing can be written into an alias.
        if (node is AliasNode || items is AliasNode)
        {
            throw new ManifestException(node.Start, $"the items of this {kind} stand behind an alias; write them out");
        }

        var itemType = new ItemType(Text(node, "apiVersion") ?? type?.ApiVersion ?? "", kind[..^Suffix.Length]);
        return sequence.Items.SelectMany(item => ObjectsIn([.. path, items, Checked(item, itemType)], itemType));
    }

    private static SourceNode Checked(SourceNode item, ItemType type)
    {
        if (item.Resolved is not MappingNode mapping)
        {
            throw new ManifestException(item.Start, "this item of a list is no object");
        }

        var hasKind = mapping.Find("kind") is null ? type.Kind.Length > 0 : Text(item, "kind") is { Length: > 0 };
        return hasKind ? item : throw new ManifestException(item.Start, "this item of a list has no kind, and a List without a type gives it none; write apiVersion and kind");
    }

    private static string? Text(SourceNode node, string name) =>
        ((MappingNode)node.Resolved).Find(name)?.Value.Resolved is ScalarNode { IsNull: false } scalar ? scalar.Value : null;
}
