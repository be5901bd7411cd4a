namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>Where a configuration may come from on this machine.</summary>
/// <param name="Variable">Reads an environment variable.</param>
/// <param name="Home">The user's home folder.</param>
/// <param name="Pod">The package's reading of the cluster this pod runs in; throws when a file is missing.</param>
/// <param name="ServiceAccount">The folder a pod's service account is mounted in.</param>
/// <param name="Time">For credentials that end.</param>
internal sealed record KubeConfigPlaces(
    Func<string, string?> Variable, string Home, Func<k8s.KubernetesClientConfiguration> Pod, string ServiceAccount, TimeProvider Time)
{
    public static KubeConfigPlaces OfThisProcess { get; } = new(
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        k8s.KubernetesClientConfiguration.InClusterConfig,
        "/var/run/secrets/kubernetes.io/serviceaccount",
        TimeProvider.System);

    /// <summary>Whether this is a pod. What it lacks to reach its cluster is said then, and not that there is no kubeconfig.</summary>
    public bool InCluster => !string.IsNullOrEmpty(Variable("KUBERNETES_SERVICE_HOST")) && !string.IsNullOrEmpty(Variable("KUBERNETES_SERVICE_PORT"));

    /// <summary>The files to merge, those that exist; kubectl skips the others as well.</summary>
    public IReadOnlyList<string> Files()
    {
        var listed = (Variable("KUBECONFIG") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] candidates = listed.Length > 0 ? listed : [Path.Combine(Home, ".kube", "config")];
        return [.. candidates.Distinct(StringComparer.Ordinal).Where(File.Exists)];
    }
}
