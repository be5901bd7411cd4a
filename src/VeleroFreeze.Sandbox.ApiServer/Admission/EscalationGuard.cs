using VeleroFreeze.Sandbox.Authorization;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>Nobody gives away what they do not have: neither in a role nor by binding one.</summary>
internal static class EscalationGuard
{
    /// <exception cref="StatusException">The write would.</exception>
    public static void Check(AdmissionFacts facts, StoreSnapshot snapshot)
    {
        var (request, type) = (facts.Request, facts.Request.Type);
        if (Rbac.IsMaster(request.User) || facts.Object is not { } node || type.Group != RoleTypes.Roles.Group)
        {
            return;
        }

        var isBinding = type == RoleTypes.RoleBindings || type == RoleTypes.ClusterRoleBindings;
        var rules = isBinding
            ? Grants.RulesOf(snapshot, node, request.Namespace, out var fault) ?? throw new StatusException(new Status(404, "NotFound", fault))
            : PolicyRule.Of(node);
        if (Rbac.Decide(snapshot, request.User, Exemption(facts, isBinding)).IsAllowed)
        {
            return;
        }

        var missing = Rbac.NotHeld(snapshot, request.User, request.Namespace, rules).Select(rule => rule.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            var groups = string.Join(' ', request.User.Groups.Select(group => $"\"{group}\""));
            var name = node.TextAt("metadata", "name") ?? "";
            throw Refusal.Forbidden(type, name, $"user \"{request.User.Name}\" (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n{string.Join('\n', missing)}");
        }
    }

    /// <summary>The permission that makes up for all others.</summary>
    private static RequestAttributes Exemption(AdmissionFacts facts, bool isBinding)
    {
        var role = isBinding ? facts.Object!.TextAt("roleRef", "kind") == "Role" ? RoleTypes.Roles : RoleTypes.ClusterRoles : facts.Request.Type;
        return new RequestAttributes(isBinding ? "bind" : "escalate")
        {
            Group = role.Group,
            Resource = role.Plural,
            Namespace = facts.Request.Namespace,
            Name = (isBinding ? facts.Object!.TextAt("roleRef", "name") : facts.Object!.TextAt("metadata", "name")) ?? "",
        };
    }
}
