using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>
/// Whether JSON can be read as an object at all: the part of decoding that the API server does with types. Only metadata has types here; the rest of an
/// object is kept as it came.
/// </summary>
internal static class ObjectShape
{
    private static readonly (string Name, string Kind)[] Members =
    [
        ("name", "string"), ("generateName", "string"), ("namespace", "string"), ("uid", "string"), ("resourceVersion", "string"),
        ("labels", "map"), ("annotations", "map"), ("finalizers", "strings"), ("ownerReferences", "objects"),
    ];

    /// <summary>Why the object cannot be decoded; null when it can.</summary>
    public static string? WhyUnreadable(JsonNode? node)
    {
        if (node is not JsonObject root)
        {
            return $"json: cannot unmarshal {JsonKind.Of(node)} into an object";
        }

        var metadata = root["metadata"];
        if (metadata is not (null or JsonObject))
        {
            return Cannot(metadata, "metadata", "ObjectMeta");
        }

        return Members.Select(member => Check(metadata.At(member.Name), member.Name, member.Kind)).FirstOrDefault(text => text is not null);
    }

    /// <summary>Null members mean "absent" in metadata of every kind, and everywhere in built-in kinds.</summary>
    public static void DropNulls(JsonObject node, bool everywhere)
    {
        foreach (var name in node.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            node.Remove(name);
        }

        foreach (var (name, child) in node)
        {
            if (child is JsonObject inner && (everywhere || name == "metadata"))
            {
                DropNulls(inner, everywhere);
            }

            foreach (var item in everywhere ? (child as JsonArray).Objects() : [])
            {
                DropNulls(item, everywhere);
            }
        }
    }

    private static string? Check(JsonNode? node, string name, string kind) => (kind, node) switch
    {
        (_, null) => null,
        ("string", _) => IsText(node) ? null : Cannot(node, name, "string"),
        ("map", JsonObject map) => map.Where(member => !IsText(member.Value)).Select(member => Cannot(member.Value, name, "string")).FirstOrDefault(),
        ("strings", JsonArray list) => list.Where(item => !IsText(item)).Select(item => Cannot(item, name, "string")).FirstOrDefault(),
        ("objects", JsonArray list) => list.Where(item => item is not JsonObject).Select(item => Cannot(item, name, "OwnerReference")).FirstOrDefault(),
        ("map", _) => Cannot(node, name, "map[string]string"),
        _ => Cannot(node, name, "[]string"),
    };

    private static bool IsText(JsonNode? node) => node is null || node.GetValueKind() == JsonValueKind.String;

    private static string Cannot(JsonNode? node, string name, string type) =>
        $"json: cannot unmarshal {JsonKind.Of(node)} into Go struct field ObjectMeta.metadata.{name} of type {type}";
}
