using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Security;

namespace VeleroFreeze.Sandbox.Authorization;

/// <summary>Lets somebody who may act as somebody else: <c>kubectl --as</c>.</summary>
internal sealed class Impersonation(Authorizer authorizer)
{
    private const string AsUser = "Impersonate-User";
    private const string AsGroup = "Impersonate-Group";
    private const string Anybody = "system:authenticated";

    /// <summary>Whom a request is for: whoever sent it, unless it names another.</summary>
    /// <exception cref="StatusException">The sender may not act as that one.</exception>
    public UserInfo Resolve(HttpRequest request, UserInfo sender)
    {
        var name = request.Headers[AsUser].ToString();
        var groups = request.Headers[AsGroup].OfType<string>().ToArray();
        if (name.Length == 0)
        {
            return groups.Length == 0 ? sender : throw Refusal.BadRequest($"requested [{{Group  {groups[0]}  }}] without impersonating a user");
        }

        var account = ServiceAccountName.Parse(name);
        authorizer.Check(sender, account is { } asked
            ? new RequestAttributes("impersonate") { Resource = "serviceaccounts", Namespace = asked.Namespace, Name = asked.Name }
            : new RequestAttributes("impersonate") { Resource = "users", Name = name });
        foreach (var group in groups)
        {
            authorizer.Check(sender, new RequestAttributes("impersonate") { Resource = "groups", Name = group });
        }

        return (account, groups.Length, name) switch
        {
            ({ } found, 0, _) => ServiceAccountName.UserOf(found.Namespace, found.Name),
            (_, _, "system:anonymous") => UserInfo.Anonymous,
            _ => new UserInfo(name, groups.Contains(Anybody) ? groups : [.. groups, Anybody]),
        };
    }
}
