using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Conformance;

/// <summary>The server under test: the one that VELEROFREEZE_E2E_KUBECONFIG leads to, or else the stand-in.</summary>
public sealed class ConformanceServer : IAsyncLifetime
{
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private ApiServer? _own;

    /// <summary>A client for the kubeconfig's user, for <c>nobody</c>, or with a <c>wrong-token</c>.</summary>
    internal HttpClient ClientFor(string user) => _clients[user];

    public async Task InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("VELEROFREEZE_E2E_KUBECONFIG");
        if (string.IsNullOrEmpty(path))
        {
            _own = await ApiServer.StartAsync();
        }

        var config = YamlText.Parse(_own is null ? await File.ReadAllTextAsync(path!) : _own.Kubeconfig)!;
        _clients["admin"] = Client(config, withCredentials: true);
        _clients["nobody"] = Client(config, withCredentials: false);
        _clients["wrong-token"] = Client(config, withCredentials: false);
        _clients["wrong-token"].DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "wrong");
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }

    private static HttpClient Client(JsonNode config, bool withCredentials)
    {
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
