using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary>A document is not built as Velero builds it.</summary>
internal sealed class ShapeException(string message) : Exception(message);

/// <summary>Reads members of a document: what is absent is empty, what is of another type is an error.</summary>
internal static class Shape
{
    // Names in Kubernetes have up to 253 letters; an operation's id holds three of them.
    private const int LongestName = 1024;

    private const int LongestText = 4096;

    public static JsonElement? Object(JsonElement parent, string name) => Member(parent, name, JsonValueKind.Object);

    /// <summary>The elements of a list of objects. An empty list of Go may be null.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return Require(list, JsonValueKind.Array, "the list").EnumerateArray().Select(element => Require(element, JsonValueKind.Object, "an entry of the list"));
    }

    /// <summary>A name or another short text by which something is found again.</summary>
    public static string Name(JsonElement? parent, string name)
    {
        var text = Member(parent, name, JsonValueKind.String)?.GetString() ?? "";
        return text.Length <= LongestName ? text : throw new ShapeException($"{name} is longer than a name can be");
    }

    /// <summary>A text for people, cut where it is long.</summary>
    public static string Text(JsonElement? parent, string name) => Cut(Member(parent, name, JsonValueKind.String)?.GetString() ?? "");

    public static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];

    public static bool Flag(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, value);
    }

    public static DateTimeOffset? Time(JsonElement? parent, string name)
    {
        var text = Name(parent, name);
        return text.Length == 0 ? null : Rfc3339.Parse(text) ?? throw new ShapeException($"{name} is no time");
    }

    public static JsonElement Require(JsonElement value, JsonValueKind kind, string what) => value.ValueKind == kind ? value : throw Wrong(what, value);

    private static JsonElement? Member(JsonElement? parent, string name, JsonValueKind kind) =>
        parent is { } known && known.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Require(value, kind, name) : null;

    private static ShapeException Wrong(string what, JsonElement value) => new($"{what} is of the wrong type: {value.ValueKind}");
}
