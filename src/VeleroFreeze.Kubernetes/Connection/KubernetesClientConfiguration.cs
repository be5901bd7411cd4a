using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Kubernetes.Credentials;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>
/// All that it takes to reach one API server as one identity: the package's configuration, and what that one lacks. Certificates are read once; a
/// token file is read again and again, and a plugin runs when a request needs it.
/// </summary>
public sealed record KubernetesClientConfiguration
{
    private readonly Func<k8s.KubernetesClientConfiguration> _package;

    /// <param name="package">Makes the package's configuration, anew each time: it can be changed.</param>
    /// <param name="source">See <see cref="Source"/>.</param>
    internal KubernetesClientConfiguration(Func<k8s.KubernetesClientConfiguration> package, string source)
    {
        _package = package;
        Source = source;
        var made = package();
        Server = new Uri(made.Host);
        TlsServerName = string.IsNullOrEmpty(made.TlsServerName) ? null : made.TlsServerName;
        SkipTlsVerify = made.SkipTlsVerify;
        Namespace = string.IsNullOrWhiteSpace(made.Namespace) ? "default" : made.Namespace.Trim();
    }

    /// <summary>Scheme, host, port, and the path prefix of a gateway if any.</summary>
    public Uri Server { get; }

    /// <summary>Where this came from, for people: the context's name, or <c>in-cluster</c>.</summary>
    public string Source { get; }

    /// <summary>The namespace to use where a command names none.</summary>
    public string Namespace { get; }

    /// <summary>Exactly these may have issued the server's certificate; null leaves it to the authorities this machine trusts.</summary>
    internal X509Certificate2Collection? CertificateAuthorities { get; init; }

    internal bool SkipTlsVerify { get; }

    /// <summary>The name the server's certificate must bear; null for the host in <see cref="Server"/>.</summary>
    internal string? TlsServerName { get; }

    /// <summary>The kubeconfig's <c>proxy-url</c>; null leaves it to the environment.</summary>
    internal WebProxy? Proxy { get; init; }

    internal SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>Null where what is presented never changes.</summary>
    internal IRenewableCredentials? Credentials { get; init; }

    internal Impersonation? Impersonation { get; init; }

    /// <summary>
    /// As kubectl finds its cluster: the file given; else those of <c>KUBECONFIG</c>, merged; else <c>~/.kube/config</c>; else the cluster this
    /// pod runs in.
    /// </summary>
    /// <param name="kubeconfig">A file; null to look in the usual places.</param>
    /// <param name="context">A context's name; null for the current one.</param>
    /// <param name="asUser">Whom to act as, in place of what the kubeconfig says; null for no change.</param>
    /// <param name="asGroups">Groups to act in; with a user exactly these, without one in place of the kubeconfig's.</param>
    /// <exception cref="KubeConfigException">Nothing was found, or what was found cannot be used; the message names file and field.</exception>
    public static KubernetesClientConfiguration BuildDefaultConfig(
        string? kubeconfig = null, string? context = null, string? asUser = null, IReadOnlyList<string>? asGroups = null) =>
        Build(KubeConfigPlaces.OfThisProcess, kubeconfig, context).ActingAs(asUser, asGroups ?? []);

    internal static KubernetesClientConfiguration Build(KubeConfigPlaces places, string? kubeconfig, string? context)
    {
        var files = kubeconfig is null ? places.Files() : [kubeconfig];
        if (files.Count > 0)
        {
            var merged = KubeConfigFile.Merge([.. files.Select(file => KubeConfigFile.Parse(file, Read(file)))]);
            return new KubeConfigResolver(merged, string.Join(Path.PathSeparator, files), places.Time).Resolve(context);
        }

        // A context that was asked for stands in a file; the pod's own cluster would be another one.
        return context is null && places.InCluster
            ? InClusterConfig.Load(places)
            : throw new KubeConfigException("no kubeconfig found: set KUBECONFIG or pass --kubeconfig FILE");
    }

    /// <exception cref="KubeConfigException">See <see cref="Connection.Impersonation.Resolve"/>.</exception>
    internal KubernetesClientConfiguration ActingAs(string? user, IReadOnlyList<string> groups) =>
        this with { Impersonation = Impersonation.Resolve(Impersonation, user, groups) };

    /// <summary>The package's part of it, new each time.</summary>
    internal k8s.KubernetesClientConfiguration Package() => _package();

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
