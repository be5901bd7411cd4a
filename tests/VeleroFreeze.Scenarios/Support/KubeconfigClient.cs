using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Support;

/// <summary>A plain client for the cluster and the user that a kubeconfig names.</summary>
internal static class KubeconfigClient
{
    public static HttpClient Open(string kubeconfig, bool withCredentials = true)
    {
        var config = YamlText.Parse(kubeconfig)!;
        var context = Named(config, "contexts", "context", config.TextAt("current-context")!);
        var cluster = Named(config, "clusters", "cluster", context.TextAt("cluster")!);
        var user = Named(config, "users", "user", context.TextAt("user")!);
        var handler = new SocketsHttpHandler();
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(Pem(cluster, "certificate-authority"));
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        if (withCredentials && Pem(user, "client-certificate") is { Length: > 0 } certificate)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, Pem(user, "client-key"))];
        }

        var client = new HttpClient(handler)
        {
            BaseAddress = new Uri(cluster.TextAt("server")!),
            DefaultRequestVersion = HttpVersion.Version20,
            Timeout = TimeSpan.FromMinutes(1),
        };
        if (withCredentials && user.TextAt("token") is { } token)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    private static JsonNode Named(JsonNode config, string list, string member, string name) =>
        config.ArrayAt(list).Objects().First(item => item.TextAt("name") == name)[member]!;

    private static string Pem(JsonNode node, string name) => node.TextAt($"{name}-data") is { } data
        ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : node.TextAt(name) is { } file ? File.ReadAllText(file) : "";
}
