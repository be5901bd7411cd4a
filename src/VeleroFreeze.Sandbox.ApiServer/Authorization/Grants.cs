using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Authorization;

/// <summary>A rule that somebody has, and by which binding.</summary>
internal sealed record Grant(PolicyRule Rule, string By);

/// <summary>What the bindings that stand give to a user.</summary>
/// <param name="Rules">In the order in which they are asked: for the whole cluster, then for the namespace.</param>
/// <param name="Faults">Bindings of the user that lead to no role.</param>
internal sealed record Grants(IReadOnlyList<Grant> Rules, IReadOnlyList<string> Faults)
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <param name="snapshot">The cluster.</param>
    /// <param name="user">Whose.</param>
    /// <param name="space">The namespace whose bindings count beside those of the cluster; empty for none.</param>
    public static Grants Of(StoreSnapshot snapshot, UserInfo user, string space)
    {
        var bindings = snapshot.List(RoleTypes.ClusterRoleBindings).Concat(space.Length == 0 ? [] : snapshot.List(RoleTypes.RoleBindings, space));
        var (rules, faults) = (new List<Grant>(), new List<string>());
        foreach (var binding in bindings)
        {
            if (SubjectOf(binding, user) is not { } subject)
            {
                continue;
            }

            var by = $"{binding.Key.Type.Kind} \"{PlaceOf(binding.Key.Name, binding.Key.Namespace)}\" of {binding.Json.TextAt("roleRef", "kind")} \"{binding.Json.TextAt("roleRef", "name")}\" to {subject}";
            if (RulesOf(snapshot, binding.Json, binding.Key.Namespace, out var fault) is { } found)
            {
                rules.AddRange(found.Select(rule => new Grant(rule, by)));
            }
            else
            {
                faults.Add(fault);
            }
        }

        return new Grants(rules, faults);
    }

    /// <summary>The rules of the role that a binding names; null when it does not exist.</summary>
    public static IReadOnlyList<PolicyRule>? RulesOf(StoreSnapshot snapshot, JsonObject binding, string space, out string fault)
    {
        var name = binding.TextAt("roleRef", "name") ?? "";
        var key = binding.TextAt("roleRef", "kind") == "Role" ? new ObjectKey(RoleTypes.Roles, space, name) : new ObjectKey(RoleTypes.ClusterRoles, "", name);
        fault = $"{key.Type.Singular}.{Group} \"{name}\" not found";
        return snapshot.Find(key) is { } role ? [.. PolicyRule.Of(role.Json)] : null;
    }

    /// <summary>The subject by which a binding means a user, for people to read; null when it does not mean that user.</summary>
    private static string? SubjectOf(StoredObject binding, UserInfo user) =>
        binding.Json.ArrayAt("subjects").Objects().Select(subject => Described(subject, binding.Key.Namespace, user)).FirstOrDefault(text => text is not null);

    private static string? Described(JsonObject subject, string space, UserInfo user)
    {
        var (kind, name) = (subject.TextAt("kind"), subject.TextAt("name") ?? "");
        var home = subject.TextAt("namespace") is { Length: > 0 } stated ? stated : space;
        return kind switch
        {
            "User" when name == user.Name => $"User \"{name}\"",
            "Group" when user.Groups.Contains(name) => $"Group \"{name}\"",
            "ServiceAccount" when home.Length > 0 && user.Name == ServiceAccountName.Of(home, name) => $"ServiceAccount \"{name}/{home}\"",
            _ => null,
        };
    }

    private static string PlaceOf(string name, string space) => space.Length == 0 ? name : $"{name}/{space}";
}
