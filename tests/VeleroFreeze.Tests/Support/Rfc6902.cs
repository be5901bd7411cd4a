using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Tests.Support;

/// <summary>
/// A strict JSON Patch by the letter of RFC 6902, written apart from the one under test: on a tree, from the patch's wire form, with its own unescaping.
/// </summary>
internal static class Rfc6902
{
    public static JsonNode Apply(JsonNode? document, JsonPatch patch) =>
        Apply(document, JsonNode.Parse(Encoding.UTF8.GetString(patch.ToUtf8Json()))!.AsArray());

    public static JsonNode Apply(JsonNode? document, JsonArray operations)
    {
        var root = document!.DeepClone();
        foreach (var operation in operations)
        {
            ApplyOne(root, operation!.AsObject());
        }

        return root;
    }

    private static void ApplyOne(JsonNode root, JsonObject operation)
    {
        var path = (string)operation["path"]!;
        if (!path.StartsWith('/'))
        {
            throw new InvalidOperationException($"not a pointer to a member: {path}");
        }

        var segments = path[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var parent = root;
        foreach (var segment in segments[..^1])
        {
            parent = (parent as JsonObject)?[segment] ?? throw new InvalidOperationException($"no object on the way to {path}");
        }

        var target = parent as JsonObject ?? throw new InvalidOperationException($"the parent of {path} is no object");
        var op = (string)operation["op"]!;
        if (op is "replace" or "remove" && !target.ContainsKey(segments[^1]))
        {
            throw new InvalidOperationException($"{op} of {path}, which is not there");
        }

        switch (op)
        {
            case "add" or "replace":
                target[segments[^1]] = operation["value"]!.DeepClone();
                break;
            case "remove":
                target.Remove(segments[^1]);
                break;
            default:
                throw new InvalidOperationException($"unknown op {op}");
        }
    }
}
