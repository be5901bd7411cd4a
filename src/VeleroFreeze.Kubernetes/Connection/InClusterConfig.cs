using System.Security.Cryptography;
using VeleroFreeze.Kubernetes.Credentials;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>The configuration of a pod, which the package reads: the address from the environment, the rest from the mounted service account.</summary>
internal static class InClusterConfig
{
    /// <exception cref="KubeConfigException">A variable or a file is missing or unusable.</exception>
    public static KubernetesClientConfiguration Load(KubeConfigPlaces places)
    {
        try
        {
            var authorities = places.Pod().SslCaCerts is { Count: > 0 } found ? found : throw new CryptographicException("ca.crt holds no certificate");
            return new KubernetesClientConfiguration(places.Pod, "in-cluster")
            {
                CertificateAuthorities = authorities,
                Credentials = new TokenFile(Path.Combine(places.ServiceAccount, "token"), places.Time),
            };
        }
        catch (Exception e) when (e is k8s.Exceptions.KubeConfigException or IOException or UnauthorizedAccessException or CryptographicException
            or FormatException or OverflowException or ArgumentException)
        {
            throw new KubeConfigException($"{places.ServiceAccount}: no usable service account: {e.Message}", e);
        }
    }
}
