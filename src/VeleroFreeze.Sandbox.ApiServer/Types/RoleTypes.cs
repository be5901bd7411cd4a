using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>Roles and what binds them to somebody.</summary>
internal static class RoleTypes
{
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly Column Role = new("Role", "string", (node, _) => $"{node.TextAt("roleRef", "kind")}/{node.TextAt("roleRef", "name")}");

    public static ResourceType Roles { get; } = OfRoles("Role", "roles", namespaced: true);

    public static ResourceType ClusterRoles { get; } = OfRoles("ClusterRole", "clusterroles", namespaced: false);

    public static ResourceType RoleBindings { get; } = OfBindings("RoleBinding", "rolebindings", namespaced: true);

    public static ResourceType ClusterRoleBindings { get; } = OfBindings("ClusterRoleBinding", "clusterrolebindings", namespaced: false);

    public static IReadOnlyList<ResourceType> All { get; } = [Roles, ClusterRoles, RoleBindings, ClusterRoleBindings];

    private static ResourceType OfRoles(string kind, string plural, bool namespaced) => new(Group, kind, plural)
    {
        Namespaced = namespaced,
        NameRule = NameRule.PathSegment,
        CreatesOnUpdate = true,
        Columns = [Column.Of("Created At", ".metadata.creationTimestamp")],
        Rules = RoleRules.Role,
        Notice = node => node["aggregationRule"] is null ? null : "the sandbox keeps an aggregationRule and does not follow it: this role has the rules that it lists, and no others",
    };

    private static ResourceType OfBindings(string kind, string plural, bool namespaced) => new(Group, kind, plural)
    {
        Namespaced = namespaced,
        NameRule = NameRule.PathSegment,
        CreatesOnUpdate = true,
        Columns = [Role, Column.Age],
        Defaults = FillBinding,
        Rules = RoleRules.Binding,
    };

    private static void FillBinding(JsonObject node)
    {
        foreach (var named in node.ArrayAt("subjects").Objects().Where(subject => subject.TextAt("kind") is "User" or "Group").Append(node.Ensure("roleRef")))
        {
            if (string.IsNullOrEmpty(named.TextAt("apiGroup")))
            {
                named["apiGroup"] = Group;
            }
        }
    }
}
