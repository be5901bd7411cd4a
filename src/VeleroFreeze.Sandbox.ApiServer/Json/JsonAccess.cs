using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.Json;

/// <summary>Reads and makes members of JSON objects without caring what stands there instead.</summary>
public static class JsonAccess
{
    /// <summary>The node at a path of member names; null when any part of the way is missing or no object.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = node is JsonObject parent && parent.TryGetPropertyValue(name, out var child) ? child : null;
        }

        return node;
    }

    public static JsonObject? ObjectAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    public static JsonArray? ArrayAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    public static string? TextAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path).AsText();

    /// <summary>A whole number, whatever type of number it was made from.</summary>
    public static long? NumberAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static bool? BoolAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The object that stands at a member, made when there is none.</summary>
    public static JsonObject Ensure(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
        {
            return child;
        }

        child = [];
        parent[name] = child;
        return child;
    }

    /// <summary>Sets a member to a copy of a node, or takes it out when there is none.</summary>
    public static void SetOrRemove(this JsonObject parent, string name, JsonNode? value)
    {
        parent.Remove(name);
        if (value is not null)
        {
            parent[name] = value.DeepClone();
        }
    }

    public static JsonObject Clone(this JsonObject node) => (JsonObject)node.DeepClone();

    public static JsonArray ToJsonArray(this IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    /// <summary>The strings of an array; anything else in it is passed over.</summary>
    public static IEnumerable<string> Texts(this JsonArray? array) => (array ?? []).Select(AsText).OfType<string>();

    public static IEnumerable<JsonObject> Objects(this JsonArray? array) => (array ?? []).OfType<JsonObject>();
}
