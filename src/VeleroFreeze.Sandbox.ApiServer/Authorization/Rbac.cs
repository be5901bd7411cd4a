using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Authorization;

/// <summary>Whether something is allowed, and why, as reviews and refusals say it; the reason may be empty.</summary>
internal sealed record Decision(bool IsAllowed, string Reason = "");

/// <summary>Decides by roles and bindings, as the API server does: what no rule allows is refused.</summary>
internal static class Rbac
{
    /// <summary>Whoever belongs to it may do everything, whatever is bound.</summary>
    public const string Masters = "system:masters";

    public static Decision Decide(StoreSnapshot snapshot, UserInfo user, RequestAttributes asked)
    {
        if (IsMaster(user))
        {
            return new Decision(true);
        }

        var grants = Grants.Of(snapshot, user, asked.Namespace);
        return grants.Rules.FirstOrDefault(grant => grant.Rule.Allows(asked)) is { } grant
            ? new Decision(true, $"RBAC: allowed by {grant.By}")
            : new Decision(false, grants.Faults.Count switch
            {
                0 => "",
                1 => $"RBAC: {grants.Faults[0]}",
                _ => $"RBAC: [{string.Join(", ", grants.Faults.Distinct())}]",
            });
    }

    public static bool IsMaster(UserInfo user) => user.Groups.Contains(Masters);

    /// <summary>Which of some rules a user does not have in a namespace, each part of them by itself.</summary>
    public static IEnumerable<PolicyRule> NotHeld(StoreSnapshot snapshot, UserInfo user, string space, IEnumerable<PolicyRule> rules)
    {
        var held = Grants.Of(snapshot, user, space).Rules;
        return rules.SelectMany(Parts).Where(part => !held.Any(grant => grant.Rule.Allows(part.Asked))).Select(part => part.Rule);
    }

    /// <summary>An asterisk is asked for as such, and so only an asterisk covers it.</summary>
    private static IEnumerable<(PolicyRule Rule, RequestAttributes Asked)> Parts(PolicyRule rule) =>
        from verb in rule.Verbs
        from part in PathsOf(rule, verb).Concat(ResourcesOf(rule, verb))
        select part;

    private static IEnumerable<(PolicyRule, RequestAttributes)> PathsOf(PolicyRule rule, string verb) =>
        rule.Paths.Select(path => (new PolicyRule { Verbs = [verb], Paths = [path] }, new RequestAttributes(verb) { Path = path }));

    private static IEnumerable<(PolicyRule, RequestAttributes)> ResourcesOf(PolicyRule rule, string verb) =>
        from @group in rule.Groups
        from resource in rule.Resources
        from name in rule.Names.DefaultIfEmpty("")
        let parts = resource.Split('/', 2)
        select (
            new PolicyRule { Verbs = [verb], Groups = [@group], Resources = [resource], Names = name.Length == 0 ? [] : [name] },
            new RequestAttributes(verb) { Group = @group, Resource = parts[0], Subresource = parts.Length > 1 ? parts[1] : "", Name = name });
}
