using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Certificates;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Client;

/// <summary>The little of a Kubernetes client that the actors of the sandbox need. Of a kubeconfig it reads inline certificates, as the sandbox writes them.</summary>
internal sealed class ClusterClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly X509Certificate2 _certificate;

    public ClusterClient(string kubeconfig, string agent)
    {
        var config = YamlText.Parse(kubeconfig);
        var cluster = config.ArrayAt("clusters").Objects().First().ObjectAt("cluster");
        var user = config.ArrayAt("users").Objects().First().ObjectAt("user");
        using var pair = X509Certificate2.CreateFromPem(Decode(user.TextAt("client-certificate-data")), Decode(user.TextAt("client-key-data")));
        _certificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), password: null);
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(Decode(cluster.TextAt("certificate-authority-data")));
        var handler = Tls.Handler(trusted);
        handler.SslOptions.ClientCertificates = [_certificate];
        _http = new HttpClient(handler) { BaseAddress = new Uri(cluster.TextAt("server")!), Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(agent);
    }

    public Task<JsonObject> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, null, "", stop);

    public Task<JsonObject> CreateAsync(string path, JsonObject body, CancellationToken stop) => SendAsync(HttpMethod.Post, path, body, "application/json", stop);

    /// <summary>Creates an object, or brings one that is left over from an earlier start up to date.</summary>
    public async Task EnsureAsync(string path, JsonObject body, CancellationToken stop)
    {
        try
        {
            await CreateAsync(path, body, stop);
        }
        catch (ApiException e) when (e.Code == 409)
        {
            await MergeAsync($"{path}/{body.TextAt("metadata", "name")}", body, stop);
        }
    }

    public Task<JsonObject> MergeAsync(string path, JsonObject change, CancellationToken stop) =>
        SendAsync(HttpMethod.Patch, path, change, "application/merge-patch+json", stop);

    /// <summary>At once, and only the object with this uid.</summary>
    public Task<JsonObject> DeleteAsync(string path, string uid, CancellationToken stop) =>
        SendAsync(HttpMethod.Delete, path, new JsonObject { ["gracePeriodSeconds"] = 0, ["preconditions"] = new JsonObject { ["uid"] = uid } }, "application/json", stop);

    /// <summary>Changes after a revision, until the server ends the watch.</summary>
    public async IAsyncEnumerable<JsonObject> WatchAsync(string path, string revision, [EnumeratorCancellation] CancellationToken stop)
    {
        using var response = await _http.GetAsync(new Uri($"{path}?watch=true&resourceVersion={revision}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, stop);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(stop), Encoding.UTF8);
        while (await lines.ReadLineAsync(stop) is { } line)
        {
            if (JsonText.Parse(Encoding.UTF8.GetBytes(line)) is JsonObject change)
            {
                yield return change;
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _certificate.Dispose();
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, string type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(JsonText.ToBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        }

        using var response = await _http.SendAsync(request, stop);
        var answer = JsonText.Parse(await response.Content.ReadAsByteArrayAsync(stop)) as JsonObject ?? [];
        return response.IsSuccessStatusCode ? answer : throw new ApiException((int)response.StatusCode, answer.TextAt("message") ?? response.ReasonPhrase ?? "");
    }

    private static string Decode(string? base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64 ?? ""));
}

/// <summary>The API server said no.</summary>
internal sealed class ApiException(int code, string message) : Exception($"{code}: {message}")
{
    public int Code => code;
}
