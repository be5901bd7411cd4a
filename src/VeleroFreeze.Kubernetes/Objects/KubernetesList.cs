using System.Text.Json;

namespace VeleroFreeze.Kubernetes.Objects;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects of this page.</param>
/// <param name="ResourceVersion">The state of the collection that all pages of one list show; a watch starts from it.</param>
/// <param name="Continue">To be sent back for the next page; null after the last one.</param>
public sealed record KubernetesList(IReadOnlyList<KubernetesObject> Items, string ResourceVersion, string? Continue)
{
    /// <exception cref="FormatException">Not JSON, or not a list with items and a resource version.</exception>
    public static KubernetesList Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            // A document that can be disposed makes the items copies of their own: whoever keeps one object does not keep the page.
            using var document = JsonDocument.Parse(utf8, KubernetesJson.Options);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static KubernetesList Read(JsonElement root)
    {
        var metadata = root.Member("metadata");
        var items = root.Member("items");
        // Go writes an empty slice as null.
        if (items.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null) || metadata.Text("resourceVersion") is not { Length: > 0 } version)
        {
            throw new FormatException("not a list with items and metadata.resourceVersion");
        }

        var next = metadata.Text("continue");
        var objects = items.ValueKind == JsonValueKind.Null ? [] : items.EnumerateArray().Select(item => new KubernetesObject(item));
        return new KubernetesList([.. objects], version, string.IsNullOrEmpty(next) ? null : next);
    }
}
