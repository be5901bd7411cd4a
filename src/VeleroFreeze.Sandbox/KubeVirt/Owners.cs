using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

internal static class Owners
{
    public static JsonArray ControlledBy(JsonObject owner, string apiVersion, string kind) =>
    [
        new JsonObject
        {
            ["apiVersion"] = apiVersion,
            ["kind"] = kind,
            ["name"] = owner.TextAt("metadata", "name"),
            ["uid"] = owner.Uid(),
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        },
    ];

    public static bool IsControlledBy(this JsonObject item, JsonObject owner) =>
        item.ArrayAt("metadata", "ownerReferences").Objects().Any(reference => reference.BoolAt("controller") is true && reference.TextAt("uid") == owner.Uid());

    public static string Uid(this JsonObject item) => item.TextAt("metadata", "uid") ?? "";

    public static string Name(this JsonObject item) => item.TextAt("metadata", "name") ?? "";

    public static string Namespace(this JsonObject item) => item.TextAt("metadata", "namespace") ?? "";

    public static bool IsBeingDeleted(this JsonObject item) => item.At("metadata", "deletionTimestamp") is not null;

    public static bool HasFinalizer(this JsonObject item, string finalizer) => item.ArrayAt("metadata", "finalizers").Texts().Contains(finalizer);
}
