using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Writes;

namespace VeleroFreeze.Sandbox.Bootstrap;

/// <summary>The CustomResourceDefinitions of the custom kinds, so that clients that look for them find them.</summary>
internal static class DefinitionObjects
{
    public static void CreateAll(ObjectStore store, TypeRegistry types, TimeProvider time)
    {
        foreach (var type in types.All.Where(type => type.IsCustom))
        {
            var node = Of(type);
            ObjectBuilder.FillForCreate(ClusterTypes.Definitions, node, time.GetUtcNow());
            store.Create(new ObjectKey(ClusterTypes.Definitions, "", type.GroupResource), node);
        }
    }

    private static JsonObject Of(ResourceType type) => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = type.GroupResource },
        ["spec"] = new JsonObject
        {
            ["group"] = type.Group,
            ["names"] = Names(type),
            ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
            ["versions"] = new JsonArray([.. type.Versions.Select(version => VersionOf(type, version))]),
        },
        ["status"] = new JsonObject
        {
            ["acceptedNames"] = Names(type),
            ["storedVersions"] = new JsonArray(type.Versions[0]),
            ["conditions"] = new JsonArray(Condition("NamesAccepted", "NoConflicts"), Condition("Established", "InitialNamesAccepted")),
        },
    };

    private static JsonObject Names(ResourceType type) => new()
    {
        ["kind"] = type.Kind,
        ["listKind"] = $"{type.Kind}List",
        ["plural"] = type.Plural,
        ["singular"] = type.Singular,
        ["shortNames"] = type.ShortNames.ToJsonArray(),
        ["categories"] = type.Categories.ToJsonArray(),
    };

    private static JsonObject VersionOf(ResourceType type, string version) => new()
    {
        ["name"] = version,
        ["served"] = true,
        ["storage"] = version == type.Versions[0],
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } },
        ["subresources"] = type.HasStatus ? new JsonObject { ["status"] = new JsonObject() } : [],
    };

    private static JsonObject Condition(string type, string reason) =>
        new() { ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = "" };
}
