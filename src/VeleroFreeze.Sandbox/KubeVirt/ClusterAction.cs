using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>One write to the API, or one thing that happens to a guest.</summary>
internal abstract record ClusterAction
{
    public sealed record Create(JsonObject Body) : ClusterAction;

    /// <summary>A merge patch, of the object or of its status.</summary>
    public sealed record Patch(JsonObject Target, JsonObject Change, string Subresource = "") : ClusterAction;

    public sealed record Delete(JsonObject Target) : ClusterAction;

    public sealed record StartGuest(JsonObject Vmi) : ClusterAction;

    public sealed record MoveGuest(JsonObject Vmi) : ClusterAction;
}
