namespace VeleroFreeze.Cli.Manifests.Documents;

/// <summary>How a scalar is written.</summary>
internal enum ScalarForm
{
    Plain,
    SingleQuoted,
    DoubleQuoted,

    /// <summary>Behind <c>|</c> or <c>&gt;</c>.</summary>
    Block,
}

/// <summary>A value in a file, with the stretch of text it stands in.</summary>
/// <param name="start">Where it starts, its anchor and tag included.</param>
/// <param name="end">Just behind it.</param>
internal abstract class SourceNode(int start, int end)
{
    public int Start { get; } = start;

    public int End { get; } = end;

    public string? Anchor { get; init; }

    public string? Tag { get; init; }

    /// <summary>True when an alias somewhere stands for this value too, so that a change here would change both.</summary>
    public bool IsAliased { get; set; }

    public bool HasProperties => Anchor is not null || Tag is not null;

    /// <summary>The value itself, or what an alias stands for.</summary>
    public virtual SourceNode Resolved => this;
}

internal sealed class ScalarNode(int start, int end, string value, ScalarForm form) : SourceNode(start, end)
{
    public string Value { get; } = value;

    public ScalarForm Form { get; } = form;

    public bool IsNull => YamlScalars.KindOf(this) == ScalarKind.Null;
}

internal sealed class AliasNode(int start, int end, SourceNode target) : SourceNode(start, end)
{
    public override SourceNode Resolved { get; } = target.Resolved;
}

internal sealed class SequenceNode(int start, int end, IReadOnlyList<SourceNode> items) : SourceNode(start, end)
{
    public IReadOnlyList<SourceNode> Items { get; } = items;
}

/// <summary>A key and its value.</summary>
/// <param name="Name">The key as it stands in JSON.</param>
/// <param name="Key">The key as it stands in the file.</param>
/// <param name="Value">The value.</param>
internal sealed record SourceEntry(string Name, SourceNode Key, SourceNode Value);

internal sealed class MappingNode(int start, int end, IReadOnlyList<SourceEntry> entries) : SourceNode(start, end)
{
    private readonly Dictionary<string, SourceEntry> _inherited = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceEntry> _own = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>Written in braces.</summary>
    public bool IsFlow { get; init; }

    /// <summary>The offset of the opening brace; negative without one.</summary>
    public int Open { get; init; }

    /// <summary>The keys written here, in their order, a merge key among them.</summary>
    public IReadOnlyList<SourceEntry> Entries { get; } = entries;

    /// <summary>What merge keys bring in and no key written here overrides.</summary>
    public IReadOnlyCollection<SourceEntry> Inherited => _inherited.Values;

    /// <summary>The members of the object this stands for.</summary>
    public IEnumerable<SourceEntry> Members => Entries.Where(entry => !IsMerge(entry)).Concat(Inherited);

    public static bool IsMerge(SourceEntry entry) => entry.Key is ScalarNode { Value: "<<", Form: ScalarForm.Plain, Tag: null };

    /// <summary>The key written here; null when there is none, or when a merge key brings it in.</summary>
    public SourceEntry? Own(string name) => _own.GetValueOrDefault(name);

    /// <summary>The key, wherever it comes from.</summary>
    public SourceEntry? Find(string name) => Own(name) ?? _inherited.GetValueOrDefault(name);

    public bool Inherits(string name) => _inherited.ContainsKey(name);

    /// <summary>Takes in the members of a mapping that a merge key names; what is there already wins.</summary>
    public void Inherit(MappingNode source)
    {
        foreach (var entry in source.Members.Where(entry => !_own.ContainsKey(entry.Name)))
        {
            _inherited.TryAdd(entry.Name, entry);
        }
    }
}
