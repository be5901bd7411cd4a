namespace VeleroFreeze.Core.Json;

/// <summary>A path to a value in a JSON document (RFC 6901). The one place where keys are escaped.</summary>
public sealed record JsonPointer
{
    private static readonly JsonPointer Document = new(null, "", "");

    private readonly JsonPointer? _parent;
    private readonly string _text;

    private JsonPointer(JsonPointer? parent, string last, string text) => (_parent, Last, _text) = (parent, last, text);

    /// <summary>The document's own parent is the document.</summary>
    public JsonPointer Parent => _parent ?? this;

    /// <summary>The last member's name, unescaped; empty for the whole document.</summary>
    public string Last { get; }

    /// <summary>Member names from the root, unescaped; empty for the whole document.</summary>
    public IReadOnlyList<string> Segments => _parent is null ? [] : [.. _parent.Segments, Last];

    /// <param name="segments">Member names from the root, unescaped; none for the whole document.</param>
    public static JsonPointer Of(params IEnumerable<string> segments) => segments.Aggregate(Document, (path, segment) => path.Then(segment));

    public JsonPointer Then(string segment) => new(this, segment, $"{_text}/{Escape(segment)}");

    // No two paths have the same text.
    public bool Equals(JsonPointer? other) => other is not null && _text == other._text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text form, with <c>~</c> as <c>~0</c> and <c>/</c> as <c>~1</c>.</summary>
    public override string ToString() => _text;

    private static string Escape(string segment) =>
        segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
