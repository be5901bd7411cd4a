using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Writes;

/// <summary>When an object goes at once, and what it looks like while it is going.</summary>
internal static class Deletion
{
    public const string Foreground = "foregroundDeletion";

    public const string Orphan = "orphan";

    /// <summary>An object that is being deleted goes with its last finalizer, unless somebody is still given time to stop it.</summary>
    public static bool IsDue(JsonObject node) =>
        node.At("metadata", "deletionTimestamp") is not null
        && !HasFinalizers(node)
        && node.NumberAt("metadata", "deletionGracePeriodSeconds") is null or 0;

    public static bool HasFinalizers(JsonObject node) =>
        node.ArrayAt("metadata", "finalizers") is { Count: > 0 }
        || (node.TextAt("kind") == "Namespace" && node.ArrayAt("spec", "finalizers") is { Count: > 0 });

    /// <summary>A pod on a node is stopped by its kubelet, which then deletes it for good; every other object needs no time.</summary>
    public static long GraceOf(ResourceType type, JsonObject node, long? asked)
    {
        var runs = type == CoreTypes.Pods
            && !string.IsNullOrEmpty(node.TextAt("spec", "nodeName"))
            && node.TextAt("status", "phase") is not ("Succeeded" or "Failed");
        return runs ? asked ?? node.NumberAt("spec", "terminationGracePeriodSeconds") ?? 30 : 0;
    }

    /// <summary>The state of an object that is told to go and cannot go yet.</summary>
    public static JsonObject Mark(JsonObject node, DateTimeOffset now, long grace)
    {
        var marked = node.Clone();
        var metadata = marked.Ensure("metadata");
        if (metadata["deletionTimestamp"] is null)
        {
            metadata["deletionTimestamp"] = ObjectBuilder.Timestamp(now.AddSeconds(grace));
            if (metadata.NumberAt("generation") is > 0 and var generation)
            {
                metadata["generation"] = generation + 1;
            }
        }

        metadata["deletionGracePeriodSeconds"] = Math.Min(grace, metadata.NumberAt("deletionGracePeriodSeconds") ?? grace);
        if (marked.TextAt("kind") == "Namespace")
        {
            marked.Ensure("status")["phase"] = "Terminating";
        }

        return marked;
    }

    /// <summary>Adds the finalizer that the chosen way of treating dependents needs.</summary>
    public static JsonObject WithPropagation(JsonObject node, string? policy)
    {
        var finalizer = policy switch { "Foreground" => Foreground, "Orphan" => Orphan, _ => null };
        if (finalizer is null || node.ArrayAt("metadata", "finalizers").Texts().Contains(finalizer))
        {
            return node;
        }

        var result = node.Clone();
        result.Ensure("metadata")["finalizers"] = node.ArrayAt("metadata", "finalizers").Texts().Append(finalizer).ToJsonArray();
        return result;
    }
}
