using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Cli.Manifests.Splicing;

/// <summary>What becomes of one member of an object.</summary>
internal abstract record MemberChange
{
    /// <summary>It becomes this text, whether it was there or not.</summary>
    public sealed record Set(string Value) : MemberChange;

    /// <summary>It becomes an object with these members, where none was.</summary>
    public sealed record Create(MemberChanges Members) : MemberChange;

    /// <summary>Members of it change.</summary>
    public sealed record Within(MemberChanges Members) : MemberChange;

    public sealed record Remove : MemberChange;
}

/// <summary>A patch as a tree: what becomes of the members of one object, in the order in which they are to be written.</summary>
internal sealed class MemberChanges
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, MemberChange> _changes = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, MemberChange>> All => _order.Select(name => KeyValuePair.Create(name, _changes[name]));

    public static MemberChanges From(JsonPatch patch)
    {
        var root = new MemberChanges();
        foreach (var operation in patch.Operations)
        {
            var segments = operation.Path.Segments;
            var parent = segments.Take(segments.Count - 1).Aggregate(root, (changes, segment) => changes.Into(segment));
            parent.Put(operation.Path.Last, ChangeOf(operation));
        }

        return root;
    }

    public MemberChange? Of(string name) => _changes.GetValueOrDefault(name);

    private static MemberChange ChangeOf(JsonPatchOperation operation) => operation switch
    {
        { Kind: JsonPatchKind.Remove } => new MemberChange.Remove(),
        { Value: { } value } => new MemberChange.Set(value),
        _ => new MemberChange.Create(new MemberChanges()),
    };

    private MemberChanges Into(string name)
    {
        switch (Of(name))
        {
            case MemberChange.Create create:
                return create.Members;
            case MemberChange.Within within:
                return within.Members;
            default:
                var members = new MemberChanges();
                Put(name, new MemberChange.Within(members));
                return members;
        }
    }

    private void Put(string name, MemberChange change)
    {
        if (_changes.TryAdd(name, change))
        {
            _order.Add(name);
        }
        else
        {
            _changes[name] = change;
        }
    }
}
