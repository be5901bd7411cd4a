namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>Where a configuration may come from on this machine.</summary>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Home">The user's home folder.</param>
/// <param name="ServiceAccount">The folder a pod's service account is mounted in.</param>
internal sealed record KubeConfigPlaces(Func<string, string?> Variable, string Home, string ServiceAccount)
{
    public static KubeConfigPlaces OfThisProcess { get; } = new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        "/var/run/secrets/kubernetes.io/serviceaccount");

    /// <summary>The files to merge, those that exist; kubectl skips the others as well.</summary>
    public IReadOnlyList<string> Files()
    {
        var listed = (Variable("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] candidates = listed.Length > 0 ? listed : [Path.Combine(Home, ".kube", "config")];
        return [.. candidates.Distinct(StringComparer.Ordinal).Where(File.Exists)];
    }

    public bool InCluster => !string.IsNullOrEmpty(Variable(InClusterConfig.HostVariable)) && !string.IsNullOrEmpty(Variable(InClusterConfig.PortVariable));
}
