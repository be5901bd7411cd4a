using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Patching;

/// <summary>A list of operations (RFC 6902).</summary>
internal sealed class JsonPatch
{
    private readonly List<JsonObject> _operations;

    private JsonPatch(List<JsonObject> operations) => _operations = operations;

    public bool IsEmpty => _operations.Count == 0;

    public int Count => _operations.Count;

    /// <exception cref="PatchException">Not a list of objects.</exception>
    public static JsonPatch Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return Decode(JsonText.Parse(text));
        }
        catch (JsonException e)
        {
            throw new PatchException(PatchFault.Undecodable, e.Message);
        }
    }

    /// <exception cref="PatchException">Not a list of objects.</exception>
    public static JsonPatch Decode(JsonNode? node) => node switch
    {
        null => new JsonPatch([]),
        JsonArray list when list.All(item => item is JsonObject) => new JsonPatch([.. list.Objects()]),
        _ => throw new PatchException(PatchFault.Undecodable, "json: cannot unmarshal into Go value of type jsonpatch.Patch: a JSON patch is a list of operations"),
    };

    /// <summary>The object with all operations done; the one handed in stays as it is.</summary>
    /// <exception cref="PatchException">An operation does not fit.</exception>
    public JsonNode? Apply(JsonNode? document)
    {
        var result = document?.DeepClone();
        foreach (var operation in _operations)
        {
            result = Apply(result, operation);
        }

        return result;
    }

    private static JsonNode? Apply(JsonNode? document, JsonObject operation)
    {
        var path = PointerOf(operation, "path");
        var name = operation.TextAt("op");
        switch (name)
        {
            case "add":
                return Put(document, path, ValueOf(operation));
            case "remove":
                return path.IsRoot ? null : Done(document, () => path.Remove(document));
            case "replace":
                return path.IsRoot ? ValueOf(operation) : Done(document, () => path.Replace(document, ValueOf(operation)));
            case "copy":
                return Put(document, path, PointerOf(operation, "from").Get(document)?.DeepClone());
            case "move":
                return Move(document, PointerOf(operation, "from"), path);
            case "test":
                return JsonNode.DeepEquals(path.Get(document), ValueOf(operation))
                    ? document
                    : throw new PatchException(PatchFault.DoesNotApply, $"testing value {path.Text} failed: test failed");
            default:
                throw new PatchException(PatchFault.DoesNotApply, $"Unexpected kind: {name ?? "unknown"}");
        }
    }

    private static JsonNode? Move(JsonNode? document, JsonPointer from, JsonPointer path)
    {
        if (path.StartsWith(from))
        {
            throw new PatchException(PatchFault.DoesNotApply, $"cannot move {from.Text} into itself");
        }

        var value = from.Get(document)?.DeepClone();
        from.Remove(document);
        return Put(document, path, value);
    }

    private static JsonNode? Put(JsonNode? document, JsonPointer path, JsonNode? value) =>
        path.IsRoot ? value : Done(document, () => path.Add(document, value));

    private static JsonNode? Done(JsonNode? document, Action change)
    {
        change();
        return document;
    }

    private static JsonNode? ValueOf(JsonObject operation) => operation.TryGetPropertyValue("value", out var value)
        ? value?.DeepClone()
        : throw new PatchException(PatchFault.DoesNotApply, $"operation {operation.TextAt("op")} {operation.TextAt("path")} has no value");

    private static JsonPointer PointerOf(JsonObject operation, string member) =>
        JsonPointer.Parse(operation.TextAt(member) ?? throw new PatchException(PatchFault.DoesNotApply, $"operation missing \"{member}\" field"));
}
