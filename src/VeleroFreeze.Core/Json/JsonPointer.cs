namespace VeleroFreeze.Core.Json;

/// <summary>A path to a value in a JSON document (RFC 6901). The one place where keys are escaped.</summary>
/// <param name="Segments">Member names from the root, unescaped; empty for the whole document.</param>
public sealed record JsonPointer(IReadOnlyList<string> Segments)
{
    public static JsonPointer Of(params string[] segments) => new(segments);

    public JsonPointer Parent => new([.. Segments.Take(Segments.Count - 1)]);

    public string Last => Segments[^1];

    public JsonPointer Then(string segment) => new([.. Segments, segment]);

    public bool Equals(JsonPointer? other) => other is not null && Segments.SequenceEqual(other.Segments);

    public override int GetHashCode() => Segments.Aggregate(0, HashCode.Combine);

    /// <summary>The text form, with <c>~</c> as <c>~0</c> and <c>/</c> as <c>~1</c>.</summary>
    public override string ToString() => string.Concat(Segments.Select(segment => "/" + Escape(segment)));

    private static string Escape(string segment) =>
        segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
