using System.Text;

namespace VeleroFreeze.Cli.Manifests;

/// <summary>Finds the objects in a document: itself, or the items of a list.</summary>
internal static class SourceObjects
{
    public static IReadOnlyList<SourceObject> In(SourceDocument document, SourceText text)
    {
        var json = new NodeJson();
        var objects = new List<SourceObject>();
        foreach (var root in document.Roots)
        {
            foreach (var ancestors in Paths([root]))
            {
                var node = (MappingNode)ancestors[^1].Resolved;
                var bytes = document.IsJson ? Encoding.UTF8.GetBytes(text.Text[node.Start..node.End]) : json.Write(ancestors[^1]);
                objects.Add(new SourceObject(document, ancestors, node, bytes, text));
            }
        }

        return objects;
    }

    private static IEnumerable<IReadOnlyList<SourceNode>> Paths(IReadOnlyList<SourceNode> path)
    {
        if (path[^1].Resolved is not MappingNode)
        {
            return [];
        }

        return ItemsOf(path[^1]) is { } items ? items.Items.SelectMany(item => Paths([.. path, items, item])) : [path];
    }

    // A list is told by its kind and its items, whatever it is a list of; kubectl writes kind: List. What an alias stands for is
    // not taken apart: lists of aliases of lists would have no end.
    private static SequenceNode? ItemsOf(SourceNode node) =>
        node is MappingNode mapping
        && mapping.Own("kind")?.Value.Resolved is ScalarNode kind
        && kind.Value.EndsWith("List", StringComparison.Ordinal)
            ? mapping.Own("items")?.Value as SequenceNode
            : null;
}
