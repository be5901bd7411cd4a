using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
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
}
