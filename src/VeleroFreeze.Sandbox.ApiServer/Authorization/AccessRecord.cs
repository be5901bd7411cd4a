using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Security;

namespace VeleroFreeze.Sandbox.Authorization;

/// <summary>Something that somebody other than the cluster's masters has asked for. The resource stands with its subresource, or is the path of a request for none.</summary>
public sealed record Access(string User, string Verb, string Group, string Resource, string Namespace, string Name, bool IsAllowed);

/// <summary>
/// Which permissions were used, and which were missed, so that roles can be held against what their holders do. Each kind of request counts once, so it
/// stays small.
/// </summary>
internal sealed class AccessRecord
{
    /// <summary>Where it can be read over HTTP; a real API server has no such path.</summary>
    public const string Path = "/sandbox/accesses";

    private readonly ConcurrentDictionary<Access, bool> _seen = new();

    public IReadOnlyList<Access> All =>
    [
        .. _seen.Keys
            .OrderBy(access => access.User, StringComparer.Ordinal)
            .ThenBy(access => access.Group, StringComparer.Ordinal)
            .ThenBy(access => access.Resource, StringComparer.Ordinal)
            .ThenBy(access => access.Verb, StringComparer.Ordinal)
            .ThenBy(access => access.Name, StringComparer.Ordinal),
    ];

    public void Add(UserInfo user, RequestAttributes asked, bool isAllowed) =>
        _seen.TryAdd(new Access(user.Name, asked.Verb, asked.Group, asked.IsResource ? asked.FullResource : asked.Path, asked.Namespace, asked.Name, isAllowed), true);

    public JsonObject ToJson() => new()
    {
        ["items"] = new JsonArray([.. All.Select(access => new JsonObject
        {
            ["user"] = access.User,
            ["verb"] = access.Verb,
            ["group"] = access.Group,
            ["resource"] = access.Resource,
            ["namespace"] = access.Namespace,
            ["name"] = access.Name,
            ["allowed"] = access.IsAllowed,
        })]),
    };
}
