using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Discovery;

/// <summary>A version of a group that somebody else serves behind the API server.</summary>
internal sealed record AggregatedVersion(string Group, string Version);

/// <summary>What the API server says of itself: versions, groups and kinds, one by one.</summary>
internal sealed class DiscoveryDocuments(TypeRegistry types)
{
    private const string VirtualVersion = "v1";

    /// <summary>The one review that is asked in a namespace.</summary>
    private const string LocalReview = "LocalSubjectAccessReview";

    /// <summary>Kinds that are answered at once and never stored.</summary>
    private static readonly (string Group, string Kind, string Plural)[] Virtual =
    [
        ("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"),
        ("authentication.k8s.io", "TokenReview", "tokenreviews"),
        ("authorization.k8s.io", LocalReview, "localsubjectaccessreviews"),
        ("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
        ("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"),
        ("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews"),
    ];

    /// <summary>All groups with their versions, the core group left out.</summary>
    public IEnumerable<(string Group, IReadOnlyList<string> Versions)> Groups(IReadOnlyCollection<AggregatedVersion> aggregated)
    {
        foreach (var group in types.Groups.Concat(Virtual.Select(kind => kind.Group)).Concat(aggregated.Select(version => version.Group)).Distinct(StringComparer.Ordinal))
        {
            var versions = types.VersionsOf(group)
                .Concat(Virtual.Any(kind => kind.Group == group) ? [VirtualVersion] : [])
                .Concat(aggregated.Where(version => version.Group == group).Select(version => version.Version));
            yield return (group, [.. versions]);
        }
    }

    public JsonObject CoreVersions(string address) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = types.VersionsOf("").ToJsonArray(),
        ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    public JsonObject GroupList(IReadOnlyCollection<AggregatedVersion> aggregated) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Groups(aggregated).Select(group => GroupEntry(group.Group, group.Versions))]),
    };

    public JsonObject? Group(string name, IReadOnlyCollection<AggregatedVersion> aggregated)
    {
        var found = Groups(aggregated).FirstOrDefault(group => group.Group == name);
        if (found.Group is null)
        {
            return null;
        }

        var node = GroupEntry(name, found.Versions);
        node.Insert(0, "kind", "APIGroup");
        node.Insert(1, "apiVersion", "v1");
        return node;
    }

    public JsonObject? ResourceList(string group, string version)
    {
        var resources = types.In(group, version).SelectMany(Entries).Concat(VirtualIn(group, version).Select(VirtualEntry)).ToArray<JsonNode>();
        return resources.Length == 0 ? null : new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray(resources),
        };
    }

    public static IEnumerable<(string Group, string Kind, string Plural)> VirtualIn(string group, string version) =>
        Virtual.Where(kind => kind.Group == group && version == VirtualVersion);

    private static JsonObject GroupEntry(string name, IReadOnlyList<string> versions)
    {
        var entries = versions.Select(version => new JsonObject { ["groupVersion"] = $"{name}/{version}", ["version"] = version }).ToArray();
        return new JsonObject { ["name"] = name, ["versions"] = new JsonArray([.. entries]), ["preferredVersion"] = entries[0].DeepClone() };
    }

    private static IEnumerable<JsonObject> Entries(ResourceType type)
    {
        var entry = new JsonObject
        {
            ["name"] = type.Plural,
            ["singularName"] = type.Singular,
            ["namespaced"] = type.Namespaced,
            ["kind"] = type.Kind,
            ["verbs"] = type.Verbs.ToJsonArray(),
        };
        AddTexts(entry, "shortNames", type.ShortNames);
        AddTexts(entry, "categories", type.Categories);
        yield return entry;
        if (type.HasStatus)
        {
            yield return new JsonObject
            {
                ["name"] = $"{type.Plural}/status",
                ["singularName"] = "",
                ["namespaced"] = type.Namespaced,
                ["kind"] = type.Kind,
                ["verbs"] = new JsonArray("get", "patch", "update"),
            };
        }

        foreach (var below in type.Subresources)
        {
            yield return new JsonObject
            {
                ["name"] = $"{type.Plural}/{below.Name}",
                ["singularName"] = "",
                ["namespaced"] = type.Namespaced,
                ["group"] = below.Group,
                ["version"] = below.Version,
                ["kind"] = below.Kind,
                ["verbs"] = below.Verbs.ToJsonArray(),
            };
        }
    }

    private static JsonObject VirtualEntry((string Group, string Kind, string Plural) kind) => new()
    {
        ["name"] = kind.Plural,
        ["singularName"] = kind.Kind.ToLowerInvariant(),
        ["namespaced"] = kind.Kind == LocalReview,
        ["kind"] = kind.Kind,
        ["verbs"] = new JsonArray("create"),
    };

    private static void AddTexts(JsonObject node, string name, string[] texts)
    {
        if (texts.Length > 0)
        {
            node[name] = texts.ToJsonArray();
        }
    }
}
