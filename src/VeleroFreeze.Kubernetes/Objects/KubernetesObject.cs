using System.Text.Json;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Kubernetes.Objects;

/// <summary>
/// Any object of the API as the server sent it. A <see cref="JsonElement"/>, because it is immutable (watch, cache and several readers share it)
/// and nothing is rebuilt on the way: fields this program does not know survive. To write, send a patch, or change <see cref="ToNode"/> and
/// replace.
/// </summary>
public sealed class KubernetesObject
{
    /// <exception cref="FormatException">The value is not a JSON object.</exception>
    public KubernetesObject(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"an API object is a JSON object, not {json.ValueKind}");
        }

        Json = json.Clone();
    }

    public JsonElement Json { get; }

    /// <summary>Null inside lists of built-in types, whose items carry neither this nor <see cref="Kind"/>.</summary>
    public string? ApiVersion => Json.Text("apiVersion");

    public string? Kind => Json.Text("kind");

    public V1ObjectMeta Metadata => new(Json.Member("metadata"));

    /// <exception cref="FormatException">Not JSON, or not an object.</exception>
    public static KubernetesObject Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return new KubernetesObject(JsonElement.Parse(utf8, KubernetesJson.Options));
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>A copy to change. Members that nobody touches are written back as they were.</summary>
    public JsonObject ToNode() => JsonObject.Create(Json)!;

    public override string ToString() => $"{Kind ?? "object"} {Metadata.Key}";
}
