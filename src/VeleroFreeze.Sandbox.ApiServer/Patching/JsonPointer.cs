using System.Globalization;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.Patching;

/// <summary>A place in a document (RFC 6901), with the operations a JSON patch needs there.</summary>
internal sealed class JsonPointer
{
    private readonly string[] _parts;

    private JsonPointer(string text, string[] parts)
    {
        Text = text;
        _parts = parts;
    }

    public string Text { get; }

    public bool IsRoot => _parts.Length == 0;

    public static JsonPointer Parse(string text)
    {
        if (text.Length > 0 && text[0] != '/')
        {
            throw new PatchException(PatchFault.DoesNotApply, $"path \"{text}\" does not begin with a slash");
        }

        return new JsonPointer(text, text.Length == 0 ? [] : [.. text[1..].Split('/').Select(Unescape)]);
    }

    public bool StartsWith(JsonPointer other) => _parts.Length > other._parts.Length && _parts.AsSpan(0, other._parts.Length).SequenceEqual(other._parts);

    public JsonNode? Get(JsonNode? root) => _parts.Aggregate(root, Step);

    public void Add(JsonNode? root, JsonNode? value)
    {
        switch (Parent(root))
        {
            case JsonObject map:
                map[_parts[^1]] = value;
                break;
            case JsonArray list:
                list.Insert(_parts[^1] == "-" ? list.Count : Index(_parts[^1], list.Count), value);
                break;
            default:
                throw Missing();
        }
    }

    public void Remove(JsonNode? root)
    {
        switch (Parent(root))
        {
            case JsonObject map when map.Remove(_parts[^1]):
                break;
            case JsonArray list when list.Count > 0:
                list.RemoveAt(Index(_parts[^1], list.Count - 1));
                break;
            default:
                throw Missing();
        }
    }

    public void Replace(JsonNode? root, JsonNode? value)
    {
        switch (Parent(root))
        {
            case JsonObject map when map.ContainsKey(_parts[^1]):
                map[_parts[^1]] = value;
                break;
            case JsonArray list when list.Count > 0:
                list[Index(_parts[^1], list.Count - 1)] = value;
                break;
            default:
                throw Missing();
        }
    }

    private static string Unescape(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private JsonNode? Parent(JsonNode? root) => _parts[..^1].Aggregate(root, Step);

    private JsonNode? Step(JsonNode? node, string part) => node switch
    {
        JsonObject map when map.TryGetPropertyValue(part, out var child) => child,
        JsonArray { Count: > 0 } list => list[Index(part, list.Count - 1)],
        _ => throw Missing(),
    };

    private int Index(string part, int last) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= last && (part == "0" || part[0] != '0')
            ? index
            : throw Missing();

    private PatchException Missing() => new(PatchFault.DoesNotApply, $"doc is missing path: {Text}: missing value");
}
