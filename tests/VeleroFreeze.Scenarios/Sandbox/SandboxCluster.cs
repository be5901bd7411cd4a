using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Security;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>An answer of the API.</summary>
internal sealed record ApiReply(int Status, JsonNode? Body, IReadOnlyList<string> Warnings)
{
    public string Message => (string?)Body?["message"] ?? "";
}

/// <summary>A stand-in of a test's own, and a plain client for it.</summary>
internal sealed class SandboxCluster : IAsyncDisposable
{
    private const string Token = "token-of-the-test";
    private readonly HttpClient _client;

    private SandboxCluster(ApiServer api)
    {
        Api = api;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(api.CertificateAuthorityPem);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        _client = new HttpClient(handler) { BaseAddress = api.Address };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public ApiServer Api { get; }

    public static async Task<SandboxCluster> StartAsync(ApiServerOptions? options = null)
    {
        var tokens = new Dictionary<string, UserInfo>(StringComparer.Ordinal) { [Token] = new("tester", "testers", "system:masters") };
        return new SandboxCluster(await ApiServer.StartAsync((options ?? new ApiServerOptions()) with { Tokens = tokens }));
    }

    public async Task<ApiReply> SendAsync(string method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.ToList() : [];
        return new ApiReply((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : text, warnings);
    }

    public Task<ApiReply> MergeAsync(string path, string body) => SendAsync("PATCH", path, body, "application/merge-patch+json");

    /// <summary>Creates something that must not fail.</summary>
    public async Task<JsonNode> CreateAsync(string path, string body)
    {
        var reply = await SendAsync("POST", path, body, "application/yaml");
        reply.Status.ShouldBe(201, reply.Message);
        return reply.Body!;
    }

    /// <summary>Opens a watch and reads its events as they come.</summary>
    public async IAsyncEnumerable<JsonNode> WatchAsync(string path)
    {
        using var response = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        ((int)response.StatusCode).ShouldBe(200);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            yield return JsonNode.Parse(line)!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Api.DisposeAsync();
    }
}
