using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>One verb on one resource that a role gives to a service account, everywhere (no namespace) or in one namespace, and for one name if it names any.</summary>
internal sealed record Right(string Namespace, string Verb, string Group, string Resource, string Name)
{
    public bool IsUsedBy(Access access) =>
        access.IsAllowed && access.Verb == Verb && access.Group == Group && access.Resource == Resource
        && (Namespace.Length == 0 || access.Namespace == Namespace) && (Name.Length == 0 || access.Name == Name);

    public override string ToString() =>
        $"{Verb} {(Group.Length == 0 ? Resource : $"{Resource}.{Group}")}{(Name.Length == 0 ? "" : $" \"{Name}\"")} {(Namespace.Length == 0 ? "everywhere" : $"in {Namespace}")}";
}

/// <summary>What the roles of an installation give to its accounts, held against what these accounts did.</summary>
internal static class Rights
{
    /// <summary>Everything that is bound to a service account by its name.</summary>
    public static async Task<IReadOnlyList<Right>> OfAsync(InstalledCluster cluster, string space, string account)
    {
        var bindings = await ListAsync(cluster, "clusterrolebindings,rolebindings -A");
        var roles = await ListAsync(cluster, "clusterroles,roles -A");
        return
        [
            .. from binding in bindings
               where binding.ArrayAt("subjects").Objects().Any(subject =>
                   subject.TextAt("kind") == "ServiceAccount" && subject.TextAt("name") == account && (subject.TextAt("namespace") ?? SpaceOf(binding)) == space)
               from role in roles
               where role.TextAt("kind") == binding.TextAt("roleRef", "kind") && role.TextAt("metadata", "name") == binding.TextAt("roleRef", "name")
                   && (role.TextAt("kind") == "ClusterRole" || SpaceOf(role) == SpaceOf(binding))
               from right in Of(role, SpaceOf(binding))
               select right,
        ];
    }

    /// <summary>What was given and never used.</summary>
    public static IReadOnlyList<Right> Unused(IEnumerable<Right> given, string user, IReadOnlyList<Access> accesses) =>
        [.. given.Where(right => !accesses.Any(access => access.User == user && right.IsUsedBy(access)))];

    private static IEnumerable<Right> Of(JsonObject role, string space) =>
        from rule in role.ArrayAt("rules").Objects()
        from verb in rule.ArrayAt("verbs").Texts()
        from @group in rule.ArrayAt("apiGroups").Texts()
        from resource in rule.ArrayAt("resources").Texts()
        from name in rule.ArrayAt("resourceNames").Texts().DefaultIfEmpty("")
        select new Right(space, verb, @group, resource, name);

    private static string SpaceOf(JsonObject node) => node.TextAt("metadata", "namespace") ?? "";

    private static async Task<List<JsonObject>> ListAsync(InstalledCluster cluster, string what) =>
        [.. JsonNode.Parse(await cluster.KubectlAsync($"get {what} -o json")).ArrayAt("items").Objects()];
}
