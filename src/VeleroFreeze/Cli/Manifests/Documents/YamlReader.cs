using VeleroFreeze.Core.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>Builds the values of one chunk of YAML from the parser's events, which carry positions; an object model would not.</summary>
internal sealed class YamlReader
{
    /// <summary>Members that merge keys may copy in one document: a chain of merges grows with the square of its length.</summary>
    private const int MaxInherited = 100_000;

    private readonly SourceText _source;
    private readonly YamlChunk _chunk;
    private readonly Parser _parser;
    private readonly Dictionary<string, SourceNode?> _anchors = new(StringComparer.Ordinal);
    private int _inherited;

    private YamlReader(SourceText source, YamlChunk chunk)
    {
        (_source, _chunk) = (source, chunk);
        _parser = new Parser(new StringReader(source.Text[chunk.ContentStart..chunk.End]));
    }

    public static SourceDocument Read(SourceText source, YamlChunk chunk)
    {
        var roots = new List<SourceNode>();
        ManifestException? error = null;
        try
        {
            YamlCharacters.Check(source.Text, chunk.ContentStart, chunk.End);
            new YamlReader(source, chunk).ReadAll(roots);
        }
        catch (ManifestException e)
        {
            error = e;
        }
        catch (YamlException e)
        {
            error = YamlMessages.Translate(e, source, chunk);
        }

        return new SourceDocument(chunk.Start, chunk.End, IsJson: false, roots, error);
    }

    private void ReadAll(List<SourceNode> roots)
    {
        while (Advance())
        {
            if (_parser.Current is DocumentStart)
            {
                _anchors.Clear();
                roots.Add(Node(Next(), depth: 0));
            }
        }
    }

    private ParsingEvent Next()
    {
        Advance();
        return _parser.Current!;
    }

    private bool Advance()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // On some damaged texts the parser fails without an exception of its own, and so without a position.
            throw new ManifestException(At(_parser.Current?.End ?? Mark.Empty), "invalid YAML: what follows here cannot be read");
        }
    }

    private SourceNode Node(ParsingEvent current, int depth)
    {
        if (depth > JsonSlice.MaxDepth)
        {
            throw new ManifestException(At(current.Start), $"this is nested more than {JsonSlice.MaxDepth} levels deep");
        }

        if (current is AnchorAlias alias)
        {
            return Alias(alias);
        }

        var properties = (NodeEvent)current;
        var anchor = properties.Anchor.IsEmpty ? null : properties.Anchor.Value;
        Define(anchor, null);
        SourceNode node = current switch
        {
            MappingStart mapping => Mapping(mapping, anchor, depth),
            SequenceStart sequence => Sequence(sequence, anchor, depth),
            _ => Scalar((Scalar)current, anchor),
        };
        Define(anchor, node);
        return node;
    }

    // While its value is being read an anchor stands for nothing, so that no value can contain itself.
    private void Define(string? anchor, SourceNode? node)
    {
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }
    }

    private AliasNode Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw new ManifestException(At(alias.Start), $"there is no anchor &{alias.Value.Value} in front of this alias");
        }

        if (target is null)
        {
            throw new ManifestException(At(alias.Start), $"the value of the anchor &{alias.Value.Value} contains itself");
        }

        target.IsAliased = true;
        return new AliasNode(At(alias.Start), At(alias.End), target);
    }

    private ScalarNode Scalar(Scalar scalar, string? anchor)
    {
        var form = scalar.Style switch
        {
            ScalarStyle.SingleQuoted => ScalarForm.SingleQuoted,
            ScalarStyle.DoubleQuoted => ScalarForm.DoubleQuoted,
            ScalarStyle.Literal or ScalarStyle.Folded => ScalarForm.Block,
            _ => ScalarForm.Plain,
        };
        var start = At(scalar.Start);
        // The parser ends a value that has an anchor and nothing else only where the next one starts.
        var end = form == ScalarForm.Plain && scalar.Value.Length == 0 ? YamlCharacters.EndOfProperties(_source.Text, start) : At(scalar.End);
        return new ScalarNode(start, end, scalar.Value, form) { Anchor = anchor, Tag = TagOf(scalar) };
    }

    private SequenceNode Sequence(SequenceStart start, string? anchor, int depth)
    {
        var items = new List<SourceNode>();
        var current = Next();
        for (; current is not SequenceEnd; current = Next())
        {
            items.Add(Node(current, depth + 1));
        }

        var end = start.Style == SequenceStyle.Flow ? At(current.Start) + 1 : items.Count > 0 ? items[^1].End : At(start.End);
        return new SequenceNode(At(start.Start), end, items) { Anchor = anchor, Tag = TagOf(start) };
    }

    private MappingNode Mapping(MappingStart start, string? anchor, int depth)
    {
        var entries = new List<SourceEntry>();
        var names = new Dictionary<string, SourceEntry>(StringComparer.Ordinal);
        var current = Next();
        for (; current is not MappingEnd; current = Next())
        {
            var entry = Entry(current, depth);
            if (!names.TryAdd(entry.Name, entry))
            {
                throw Duplicate(entry, names[entry.Name]);
            }

            entries.Add(entry);
        }

        return Build(start, current, anchor, entries);
    }

    private MappingNode Build(MappingStart start, ParsingEvent end, string? anchor, List<SourceEntry> entries)
    {
        var isFlow = start.Style == MappingStyle.Flow;
        // A pair without braces in a sequence, [a: b], is given no position of its own.
        var hasBraces = isFlow && IsAt('{', start.End) && IsAt('}', end.Start);
        var mapping = new MappingNode(
            isFlow && !hasBraces ? entries[0].Key.Start : At(start.Start),
            hasBraces ? At(end.Start) + 1 : entries.Count > 0 ? entries[^1].Value.End : At(start.End),
            entries)
        {
            Anchor = anchor,
            Tag = TagOf(start),
            IsFlow = isFlow,
            Open = hasBraces ? At(start.End) : -1,
        };
        foreach (var source in entries.Where(MappingNode.IsMerge).SelectMany(MergeSources))
        {
            Inherit(mapping, source);
        }

        return mapping;
    }

    private void Inherit(MappingNode mapping, MappingNode source)
    {
        _inherited += source.Entries.Count + source.Inherited.Count;
        if (_inherited > MaxInherited)
        {
            throw new ManifestException(mapping.Start, "merge keys make this document too large");
        }

        mapping.Inherit(source);
    }

    private SourceEntry Entry(ParsingEvent current, int depth)
    {
        var key = Node(current, depth + 1);
        var name = key.Resolved is ScalarNode scalar
            ? YamlScalars.KeyText(scalar)
            : throw new ManifestException(key.Start, "a key is a list or a mapping, which JSON does not have; a template such as {{ .x }} has to be rendered first");
        return new SourceEntry(name, key, Node(Next(), depth + 1));
    }

    private ManifestException Duplicate(SourceEntry second, SourceEntry first)
    {
        var line = _source.PositionOf(first.Key.Start).Line;
        return new ManifestException(second.Key.Start, $"duplicate key {second.Name}, which stands in line {line} already");
    }

    private static IEnumerable<MappingNode> MergeSources(SourceEntry merge) => merge.Value.Resolved switch
    {
        MappingNode mapping => [mapping],
        SequenceNode sequence when sequence.Items.All(item => item.Resolved is MappingNode) => sequence.Items.Select(item => (MappingNode)item.Resolved),
        _ => throw new ManifestException(merge.Value.Start, "a merge key needs a mapping, or a list of mappings"),
    };

    private static string? TagOf(NodeEvent node) => node.Tag.IsEmpty ? null : node.Tag.Value;

    private bool IsAt(char character, Mark mark) => At(mark) < _chunk.End && _source.Text[At(mark)] == character;

    private int At(Mark mark) => _chunk.OffsetOf(mark.Index);
}
