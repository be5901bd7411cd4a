namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>Somebody whom the server is asked to take us for; it decides whether our own identity may. The package sends nothing of it.</summary>
/// <param name="User">Its name, such as <c>system:serviceaccount:velerofreeze:verifier</c>.</param>
public sealed record Impersonation(string User)
{
    /// <summary>Its groups; none leaves them to the server.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    internal string? Uid { get; init; }

    internal IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Extra { get; init; } = [];

    /// <summary>From command line options: a user given there replaces all that a kubeconfig says, groups given alone replace its groups.</summary>
    /// <exception cref="KubeConfigException">Groups without a user, or a text that no header can carry.</exception>
    internal static Impersonation? Resolve(Impersonation? configured, string? user, IReadOnlyList<string> groups)
    {
        var chosen = (user, groups.Count) switch
        {
            (null, 0) => configured,
            (null, _) => (configured ?? throw new KubeConfigException("--as-group: whose groups? add --as USER")) with { Groups = groups },
            _ => new Impersonation(user) { Groups = groups },
        };
        return chosen?.Headers().SelectMany(h => h.Values).All(v => v.Length > 0 && !v.Any(char.IsControl)) != false
            ? chosen
            : throw new KubeConfigException("impersonation: a name must not be empty and holds no control characters");
    }

    /// <summary>As https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/ names them.</summary>
    internal IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Headers() =>
    [
        ("Impersonate-User", [User]),
        .. Uid is null ? [] : new (string, IReadOnlyList<string>)[] { ("Impersonate-Uid", [Uid]) },
        .. Groups.Count == 0 ? [] : new[] { ("Impersonate-Group", Groups) },
        // A key may hold what no header's name can.
        .. Extra.Select(extra => ($"Impersonate-Extra-{Uri.EscapeDataString(extra.Key)}", extra.Value)),
    ];

    /// <summary>Whether a header comes several times; see <see cref="RepeatedHeader"/>.</summary>
    internal bool HasRepeatedHeaders => Headers().Any(header => header.Values.Count > 1);
}
