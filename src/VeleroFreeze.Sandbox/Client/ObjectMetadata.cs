using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Client;

/// <summary>What stands in every object's metadata.</summary>
internal static class ObjectMetadata
{
    public static string Uid(this JsonObject item) => item.TextAt("metadata", "uid") ?? "";

    public static string Name(this JsonObject item) => item.TextAt("metadata", "name") ?? "";

    public static string Namespace(this JsonObject item) => item.TextAt("metadata", "namespace") ?? "";

    public static bool IsBeingDeleted(this JsonObject item) => item.At("metadata", "deletionTimestamp") is not null;

    public static bool HasFinalizer(this JsonObject item, string finalizer) => item.ArrayAt("metadata", "finalizers").Texts().Contains(finalizer);
}
