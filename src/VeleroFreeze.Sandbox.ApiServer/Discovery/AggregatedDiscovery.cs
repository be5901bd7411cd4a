using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Discovery;

/// <summary>The same in one document, which saves kubectl a request for every group and version.</summary>
internal sealed class AggregatedDiscovery(DiscoveryDocuments documents)
{
    public const string MediaType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public JsonObject Core() => ListOf([("", ["v1"])]);

    public JsonObject Groups(IReadOnlyCollection<AggregatedVersion> aggregated) => ListOf(documents.Groups(aggregated));

    private JsonObject ListOf(IEnumerable<(string Group, IReadOnlyList<string> Versions)> groups) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. groups.Select(group => GroupOf(group.Group, group.Versions))]),
    };

    private JsonObject GroupOf(string name, IReadOnlyList<string> versions) => new()
    {
        ["metadata"] = name.Length == 0 ? new JsonObject { ["creationTimestamp"] = null } : new JsonObject { ["name"] = name, ["creationTimestamp"] = null },
        ["versions"] = new JsonArray([.. versions.Select(version => VersionOf(name, version))]),
    };

    private JsonObject VersionOf(string group, string version)
    {
        var flat = documents.ResourceList(group, version).ArrayAt("resources").Objects().ToList();
        var resources = flat.Where(resource => !IsSubresource(resource)).Select(resource => ResourceOf(group, version, resource, flat));
        return new JsonObject { ["version"] = version, ["resources"] = new JsonArray([.. resources]), ["freshness"] = "Current" };
    }

    private static JsonObject ResourceOf(string group, string version, JsonObject flat, List<JsonObject> all)
    {
        var name = flat.TextAt("name")!;
        var node = new JsonObject
        {
            ["resource"] = name,
            ["responseKind"] = KindOf(group, version, flat),
            ["scope"] = flat.BoolAt("namespaced") == true ? "Namespaced" : "Cluster",
            ["singularResource"] = flat.TextAt("singularName"),
        };
        foreach (var member in (string[])["verbs", "shortNames", "categories"])
        {
            node.SetOrRemove(member, flat[member]);
        }

        var below = all.Where(other => other.TextAt("name")!.StartsWith($"{name}/", StringComparison.Ordinal)).Select(other => SubresourceOf(group, version, name, other)).ToArray<JsonNode>();
        if (below.Length > 0)
        {
            node["subresources"] = new JsonArray(below);
        }

        return node;
    }

    private static JsonObject SubresourceOf(string group, string version, string parent, JsonObject flat) => new()
    {
        ["subresource"] = flat.TextAt("name")![(parent.Length + 1)..],
        ["responseKind"] = KindOf(group, version, flat),
        ["verbs"] = flat["verbs"]!.DeepClone(),
    };

    private static JsonObject KindOf(string group, string version, JsonObject flat) =>
        new() { ["group"] = flat.TextAt("group") ?? group, ["version"] = flat.TextAt("version") ?? version, ["kind"] = flat.TextAt("kind") };

    private static bool IsSubresource(JsonObject flat) => flat.TextAt("name")!.Contains('/', StringComparison.Ordinal);
}
