using System.Text.Json.Nodes;

namespace VeleroFreeze.Kubernetes.Credentials;

/// <summary>
/// A command that prints credentials, as a user's <c>exec</c> in a kubeconfig describes it
/// (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
/// </summary>
/// <param name="Place">File and field, for complaints.</param>
/// <param name="Command">A name to look up in <c>PATH</c>, or a full path.</param>
/// <param name="ApiVersion">Which <c>ExecCredential</c> the two speak; one of <see cref="ApiVersions"/>.</param>
internal sealed record ExecPlugin(string Place, string Command, string ApiVersion)
{
    public static readonly IReadOnlyList<string> ApiVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to our own environment; of two with the same name the last one counts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    public InteractiveMode Interactive { get; init; } = InteractiveMode.IfAvailable;

    /// <summary>What to do when the command is not there; null when the kubeconfig does not say.</summary>
    public string? InstallHint { get; init; }

    /// <summary>Told to the command where it asked for it (<c>provideClusterInfo</c>); null otherwise.</summary>
    public JsonObject? Cluster { get; init; }

    /// <summary>Without arguments and environment: those may hold secrets.</summary>
    public override string ToString() => $"{Place}: {Command}";
}

/// <summary>Whether a command may ask the user something.</summary>
internal enum InteractiveMode
{
    Never,

    /// <summary>Where standard input is a terminal.</summary>
    IfAvailable,

    /// <summary>Without a terminal it is not run.</summary>
    Always,
}
