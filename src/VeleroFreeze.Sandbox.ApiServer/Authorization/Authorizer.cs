using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Store;

namespace VeleroFreeze.Sandbox.Authorization;

/// <summary>Refuses what the roles that stand do not allow, and remembers what was asked.</summary>
internal sealed class Authorizer(ObjectStore store, AccessRecord record)
{
    /// <exception cref="StatusException">It is not allowed.</exception>
    public void Check(UserInfo user, RequestAttributes asked)
    {
        var decision = Decide(user, asked);
        if (!Rbac.IsMaster(user))
        {
            record.Add(user, asked, decision.IsAllowed);
        }

        if (!decision.IsAllowed)
        {
            throw Denial.Of(user, asked, decision.Reason);
        }
    }

    public Decision Decide(UserInfo user, RequestAttributes asked) => Rbac.Decide(store.Current, user, asked);

    public Grants GrantsOf(UserInfo user, string space) => Grants.Of(store.Current, user, space);
}
