using System.Security.Cryptography.X509Certificates;
using System.Text;
using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>A kubeconfig file of one context, loaded as a user's would be.</summary>
internal static class KubeConfigText
{
    public static string Write(string server, string cluster, string user = "") => $$$"""
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: k, cluster: {server: "{{{server}}}", {{{cluster}}} }}]
        users: [{name: u, user: { {{{user}}} }}]
        contexts: [{name: c, context: {cluster: k, user: u, namespace: velero}}]
        """;

    public static KubernetesClientConfiguration Load(string server, string cluster, string user = "")
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Write(server, cluster, user));
            return KubernetesClientConfiguration.BuildDefaultConfig(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static string Authority(string pem) => $"certificate-authority-data: {Base64(pem)}";

    public static string Client(X509Certificate2 certificate) =>
        $"client-certificate-data: {Base64(certificate.ExportCertificatePem())}, client-key-data: {Base64(certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())}";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
