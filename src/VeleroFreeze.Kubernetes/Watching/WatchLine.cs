using System.Text.Json;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>One line of a watch: <c>{"type": ..., "object": ...}</c>.</summary>
internal static class WatchLine
{
    public static WatchInput Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = JsonElement.Parse(line, KubernetesJson.Options);
            var item = json.Member("object");
            return json.Text("type") switch
            {
                "ADDED" or "MODIFIED" => new WatchInput.Upsert(Whole(item)),
                "DELETED" => new WatchInput.Delete(Whole(item)),
                "BOOKMARK" => new WatchInput.Bookmark(Version(item)),
                "ERROR" => new WatchInput.Error(StatusReader.Read(item)),
                var other => throw new FormatException($"an event of type {other ?? "none"}"),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return new WatchInput.Error(new KubernetesException(0, KubernetesReason.Unreadable, $"watch: {KubernetesReason.Unreadable}: {e.Message}", e));
        }
    }

    private static string Version(JsonElement bookmark) => new V1ObjectMeta(bookmark.Member("metadata")).ResourceVersion is { Length: > 0 } version
        ? version
        : throw new FormatException("a bookmark without resourceVersion");

    /// <summary>Without name, uid and version there is no telling what is news.</summary>
    private static KubernetesObject Whole(JsonElement json)
    {
        var item = new KubernetesObject(json);
        return item.Metadata is { Name.Length: > 0, Uid.Length: > 0, ResourceVersion.Length: > 0 }
            ? item
            : throw new FormatException("an object without name, uid or resourceVersion");
    }
}
