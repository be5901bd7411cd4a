using System.Text;
using System.Text.Json.Nodes;

namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>A change to an object, in one of the two forms this program sends.</summary>
public sealed class V1Patch
{
    private V1Patch(string contentType, ReadOnlyMemory<byte> body)
    {
        ContentType = contentType;
        Body = body;
    }

    public string ContentType { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>
    /// RFC 7386: members replace, null removes, arrays are replaced whole. Holding <c>metadata.resourceVersion</c>, it applies only to that
    /// state.
    /// </summary>
    public static V1Patch Merge(JsonObject patch) => new("application/merge-patch+json", Encoding.UTF8.GetBytes(patch.ToJsonString()));

    /// <summary>RFC 6902: a list of operations, all or none; <c>test</c> makes the rest conditional.</summary>
    public static V1Patch Json(ReadOnlyMemory<byte> operations) => new("application/json-patch+json", operations);

    public static V1Patch Json(JsonArray operations) => Json(Encoding.UTF8.GetBytes(operations.ToJsonString()));
}
