namespace VeleroFreeze.Sandbox.Security;

/// <summary>Service accounts as users: their names and groups.</summary>
internal static class ServiceAccountName
{
    private const string Prefix = "system:serviceaccount:";
    private const string Group = "system:serviceaccounts";

    public static string Of(string space, string name) => $"{Prefix}{space}:{name}";

    public static UserInfo UserOf(string space, string name, string? uid = null) =>
        new UserInfo(Of(space, name), Group, $"{Group}:{space}") { Uid = uid }.AsAuthenticated();

    /// <summary>The namespace and the name in a user's name; null when it is no service account's.</summary>
    public static (string Namespace, string Name)? Parse(string user) =>
        user.StartsWith(Prefix, StringComparison.Ordinal) && user[Prefix.Length..].Split(':') is [{ Length: > 0 } space, { Length: > 0 } name] ? (space, name) : null;
}
