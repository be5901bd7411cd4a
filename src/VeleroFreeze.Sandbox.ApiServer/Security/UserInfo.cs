using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Security;

/// <summary>Who is asking.</summary>
public sealed record UserInfo(string Name, params IReadOnlyList<string> Groups)
{
    private const string Authenticated = "system:authenticated";

    internal static UserInfo Anonymous { get; } = new("system:anonymous", "system:unauthenticated");

    /// <summary>Null for users that are no objects of the cluster.</summary>
    public string? Uid { get; init; }

    internal bool IsAnonymous => ReferenceEquals(this, Anonymous);

    internal UserInfo AsAuthenticated() => Groups.Contains(Authenticated) ? this : this with { Groups = [.. Groups, Authenticated] };

    internal JsonObject ToJson()
    {
        var node = new JsonObject { ["username"] = Name };
        if (Uid is not null)
        {
            node["uid"] = Uid;
        }

        node["groups"] = Groups.ToJsonArray();
        return node;
    }
}
