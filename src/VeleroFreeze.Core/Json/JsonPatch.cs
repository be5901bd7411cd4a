using System.Text.Encodings.Web;
using System.Text.Json;

namespace VeleroFreeze.Core.Json;

public enum JsonPatchKind
{
    Add,
    Replace,
    Remove,
}

/// <summary>One operation of a <see cref="JsonPatch"/>.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Path">Where. Always a member of an object.</param>
/// <param name="Value">The new string; null with <see cref="JsonPatchKind.Add"/> adds an empty object, the parent of members added next.</param>
public sealed record JsonPatchOperation(JsonPatchKind Kind, JsonPointer Path, string? Value)
{
    public static JsonPatchOperation Add(JsonPointer path, string value) => new(JsonPatchKind.Add, path, value);

    public static JsonPatchOperation AddObject(JsonPointer path) => new(JsonPatchKind.Add, path, null);

    public static JsonPatchOperation Replace(JsonPointer path, string value) => new(JsonPatchKind.Replace, path, value);

    public static JsonPatchOperation Remove(JsonPointer path) => new(JsonPatchKind.Remove, path, null);
}

/// <summary>A JSON Patch (RFC 6902) of the few kinds of operation that annotations need: strings and empty objects, in objects.</summary>
/// <param name="Operations">Applied in order.</param>
public sealed record JsonPatch(IReadOnlyList<JsonPatchOperation> Operations)
{
    /// <summary>A pair of hooks with its marker has some 1,300.</summary>
    private const int ExpectedBytes = 4096;

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonPatch Empty { get; } = new([]);

    public bool IsEmpty => Operations.Count == 0;

    /// <summary>The patch as UTF-8 JSON, as the API server expects it in an admission reply.</summary>
    /// <param name="indented">For people.</param>
    public byte[] ToUtf8Json(bool indented = false)
    {
        using var output = new PooledWriter(ExpectedBytes);
        using (var writer = new Utf8JsonWriter(output, WriterOptions with { Indented = indented }))
        {
            writer.WriteStartArray();
            foreach (var operation in Operations)
            {
                Write(writer, operation);
            }

            writer.WriteEndArray();
        }

        return output.Written.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonPatchOperation operation)
    {
        writer.WriteStartObject();
        writer.WriteString("op", operation.Kind switch
        {
            JsonPatchKind.Add => "add",
            JsonPatchKind.Replace => "replace",
            _ => "remove",
        });
        writer.WriteString("path", operation.Path.ToString());
        if (operation.Value is { } value)
        {
            writer.WriteString("value", value);
        }
        else if (operation.Kind == JsonPatchKind.Add)
        {
            writer.WriteStartObject("value");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
