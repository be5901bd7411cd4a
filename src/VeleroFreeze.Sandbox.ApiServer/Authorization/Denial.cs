using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Security;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Authorization;

/// <summary>What somebody is told whom no role allows what they ask for.</summary>
internal static class Denial
{
    /// <summary>A path that names no resource has no details.</summary>
    public static StatusException Of(UserInfo user, RequestAttributes asked, string reason)
    {
        var scope = asked.Namespace.Length > 0 ? $"in the namespace \"{asked.Namespace}\"" : "at the cluster scope";
        var why = asked.IsResource
            ? $"User \"{user.Name}\" cannot {asked.Verb} resource \"{asked.FullResource}\" in API group \"{asked.Group}\" {scope}"
            : $"User \"{user.Name}\" cannot {asked.Verb} path \"{asked.Path}\"";
        why = reason.Length == 0 ? why : $"{why}: {reason}";
        if (!asked.IsResource)
        {
            return Refusal.Forbidden($"forbidden: {why}", []);
        }

        var resource = new ResourceType(asked.Group, "", asked.Resource);
        return asked.Name.Length > 0 ? Refusal.Forbidden(resource, asked.Name, why) : Refusal.Forbidden(resource, why);
    }
}
