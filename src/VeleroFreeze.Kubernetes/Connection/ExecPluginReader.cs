using k8s.KubeConfigModels;
using VeleroFreeze.Kubernetes.Credentials;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>A user's <c>exec</c>, held to the rules that kubectl holds it to.</summary>
internal static class ExecPluginReader
{
    public static ExecPlugin Read(ExternalExecution exec, ConfigNode fields, KubeConfigEntry<ClusterEndpoint> cluster)
    {
        var command = exec.Command is { Length: > 0 } text ? text : throw fields["command"].Error("missing");
        return new ExecPlugin($"{fields.File}: {fields.Path}", command.Contains('/', StringComparison.Ordinal) ? fields.Resolve(command) : command, ApiVersion(fields["apiVersion"]))
        {
            Arguments = [.. exec.Arguments ?? []],
            Environment = [.. fields["env"].Items.Select(item => KeyValuePair.Create(item["name"].Text ?? throw item["name"].Error("missing"), item["value"].Text ?? ""))],
            Interactive = Interactive(fields),
            InstallHint = string.IsNullOrWhiteSpace(exec.InstallHint) ? null : exec.InstallHint.Trim(),
            Cluster = exec.ProvideClusterInfo ? ClusterInfo.Render(cluster, KubeConfigPem.Read(cluster.Fields, "certificate-authority").Pem) : null,
        };
    }

    private static string ApiVersion(ConfigNode field) => ExecPlugin.ApiVersions.Contains(field.Text ?? "", StringComparer.Ordinal)
        ? field.Text!
        : throw field.Error($"must be {string.Join(" or ", ExecPlugin.ApiVersions)}; a newer release of the plugin writes one of them");

    /// <summary>The package's model has no such field. Older versions of the API may leave it out, v1 must not.</summary>
    private static InteractiveMode Interactive(ConfigNode fields) => (fields["interactiveMode"].Text, fields["apiVersion"].Text) switch
    {
        ("Never", _) => InteractiveMode.Never,
        ("IfAvailable", _) or (null, "client.authentication.k8s.io/v1beta1") => InteractiveMode.IfAvailable,
        ("Always", _) => InteractiveMode.Always,
        _ => throw fields["interactiveMode"].Error("must be Never, IfAvailable or Always"),
    };
}
