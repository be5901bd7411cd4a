using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>The configuration of a pod: the address from the environment, token and CA from the mounted service account.</summary>
internal static class InClusterConfig
{
    public const string HostVariable = "KUBERNETES_SERVICE_HOST";
    public const string PortVariable = "KUBERNETES_SERVICE_PORT";

    /// <exception cref="KubeConfigException">A variable or a file is missing or unusable.</exception>
    public static KubernetesClientConfiguration Load(KubeConfigPlaces places)
    {
        var host = places.Variable(HostVariable)!;
        var port = places.Variable(PortVariable)!;
        var address = $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server))
        {
            throw new KubeConfigException($"{HostVariable}, {PortVariable}: \"{host}\" and \"{port}\" make no address");
        }

        var token = BearerToken.FromFile(Path.Combine(places.ServiceAccount, "token"));
        var authorities = Authorities(Path.Combine(places.ServiceAccount, "ca.crt"));
        var space = Path.Combine(places.ServiceAccount, "namespace");
        return new KubernetesClientConfiguration(server, "in-cluster")
        {
            Namespace = File.Exists(space) ? File.ReadAllText(space).Trim() : "default",
            CertificateAuthorities = authorities,
            Token = token,
        };
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        try
        {
            return Certificates.Authorities(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new KubeConfigException($"{file}: no usable certificate authority: {e.Message}", e);
        }
    }
}
