using System.Globalization;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>One Kubernetes object in a file.</summary>
internal sealed class SourceObject
{
    private readonly SourceText _text;

    internal SourceObject(SourceDocument document, IReadOnlyList<SourceNode> ancestors, MappingNode node, byte[] json, Manifest manifest, SourceText text)
    {
        (Document, Ancestors, Node, Json, Manifest, _text) = (document, ancestors, node, json, manifest, text);
    }

    /// <summary>The object as kubectl would send it.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The facts that decide about hooks.</summary>
    public Manifest Manifest { get; }

    /// <summary>Where the object starts.</summary>
    public SourcePosition Position => _text.PositionOf(Node.Start);

    internal SourceDocument Document { get; }

    /// <summary>The list this is an item of, from the document's root down to the item itself, aliases not resolved.</summary>
    internal IReadOnlyList<SourceNode> Ancestors { get; }

    internal MappingNode Node { get; }

    /// <summary>Where a value stands; when it is absent, where the key of the nearest value around it stands.</summary>
    public SourcePosition PositionOf(JsonPointer pointer) => Find(pointer, wantsKey: false);

    /// <summary>Where the key of a value stands; when it is absent, that of the nearest value around it.</summary>
    public SourcePosition PositionOfKey(JsonPointer pointer) => Find(pointer, wantsKey: true);

    private SourcePosition Find(JsonPointer pointer, bool wantsKey)
    {
        SourceNode node = Node;
        var key = Node.Start;
        foreach (var segment in pointer.Segments)
        {
            var entry = (node.Resolved as MappingNode)?.Find(segment);
            var child = entry?.Value ?? Item(node.Resolved, segment);
            if (child is null)
            {
                return _text.PositionOf(key);
            }

            key = entry?.Key.Start ?? child.Start;
            node = child;
        }

        // An empty value stands nowhere.
        return _text.PositionOf(wantsKey || node.End == node.Start ? key : node.Start);
    }

    private static SourceNode? Item(SourceNode node, string segment) =>
        node is SequenceNode sequence
        && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && index < sequence.Items.Count
            ? sequence.Items[index]
            : null;
}
