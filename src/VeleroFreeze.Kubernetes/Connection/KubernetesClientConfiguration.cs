using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>All that it takes to reach one API server as one identity. Certificates are read once; a token file is read again and again.</summary>
public sealed class KubernetesClientConfiguration
{
    internal KubernetesClientConfiguration(Uri server, string source)
    {
        Server = server;
        Source = source;
    }

    /// <summary>Scheme, host, port, and the path prefix of a gateway if any.</summary>
    public Uri Server { get; }

    /// <summary>Where this came from, for people: the context's name, or <c>in-cluster</c>.</summary>
    public string Source { get; }

    /// <summary>The namespace to use where a command names none.</summary>
    public string Namespace { get; internal init; } = "default";

    /// <summary>Exactly these may have issued the server's certificate; null leaves it to the authorities this machine trusts.</summary>
    internal X509Certificate2Collection? CertificateAuthorities { get; init; }

    internal bool SkipTlsVerify { get; init; }

    /// <summary>The name the server's certificate must bear; null for the host in <see cref="Server"/>.</summary>
    internal string? TlsServerName { get; init; }

    internal SslStreamCertificateContext? ClientCertificate { get; init; }

    internal BearerToken? Token { get; init; }

    /// <summary>
    /// As kubectl finds its cluster: the file given; else those of <c>KUBECONFIG</c>, merged; else <c>~/.kube/config</c>; else the cluster this
    /// pod runs in.
    /// </summary>
    /// <param name="kubeconfig">A file; null to look in the usual places.</param>
    /// <param name="context">A context's name; null for the current one.</param>
    /// <exception cref="KubeConfigException">Nothing was found, or what was found cannot be used; the message names file and field.</exception>
    public static KubernetesClientConfiguration BuildDefaultConfig(string? kubeconfig = null, string? context = null) =>
        Build(KubeConfigPlaces.OfThisProcess, kubeconfig, context);

    internal static KubernetesClientConfiguration Build(KubeConfigPlaces places, string? kubeconfig, string? context)
    {
        var files = kubeconfig is null ? places.Files() : [kubeconfig];
        if (files.Count > 0)
        {
            var merged = KubeConfigFile.Merge([.. files.Select(file => KubeConfigFile.Parse(file, Read(file)))]);
            return new KubeConfigResolver(merged, string.Join(Path.PathSeparator, files)).Resolve(context);
        }

        // A context that was asked for stands in a file; the pod's own cluster would be another one.
        return context is null && places.InCluster
            ? InClusterConfig.Load(places)
            : throw new KubeConfigException("no kubeconfig found: set KUBECONFIG or pass --kubeconfig FILE");
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KubeConfigException($"{file}: cannot be read: {e.Message}", e);
        }
    }
}
