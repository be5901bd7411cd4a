using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>Asks webhooks over HTTP/1.1 and TLS. A fault of any kind is a <see cref="WebhookReply.Failed"/>, never an exception.</summary>
internal sealed class WebhookClient(ServiceDirectory services, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(WebhookAddress, ServiceEndpoint?), HttpClient> _clients = new();

    public async Task<WebhookReply> AskAsync(Webhook webhook, AdmissionFacts facts, TypeVersion asked, bool mayPatch, CancellationToken stop)
    {
        var uid = Guid.NewGuid().ToString();
        var url = new Uri($"{webhook.Address.Url}?timeout={webhook.Timeout.TotalSeconds:0}s");
        try
        {
            var client = ClientFor(webhook.Address);
            using var deadline = new CancellationTokenSource(webhook.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
            var body = JsonText.ToBytes(AdmissionReview.Build(uid, facts, asked));
            var (answer, why) = await PostAsync(client, url, body, either.Token);
            return answer is null
                ? Failed(url, why!)
                : WebhookReply.Read(answer, webhook.Name, uid, mayPatch, facts.Request.Warnings);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Failed(url, "context deadline exceeded");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ServiceUnreachableException or CryptographicException or InvalidOperationException)
        {
            return Failed(url, e.InnerException?.Message ?? e.Message);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static WebhookReply.Failed Failed(Uri url, string why) => new($"failed to call webhook: Post \"{url}\": {why}");

    private static async Task<(byte[]? Answer, string? Why)> PostAsync(HttpClient client, Uri url, byte[] body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, */*");
        request.Headers.TryAddWithoutValidation("User-Agent", "kube-apiserver-admission");
        using var response = await client.SendAsync(request, stop);
        var answer = await response.Content.ReadAsByteArrayAsync(stop);
        var type = response.Content.Headers.ContentType?.MediaType;
        return ((int)response.StatusCode, type, answer.Length) switch
        {
            ( < 200 or > 206, _, _) => (null, $"the server answered with status {(int)response.StatusCode}"),
            (_, not (null or "application/json" or "application/yaml"), _) => (null, $"serializer for {type} doesn't exist"),
            (_, _, 0) => (null, $"0-length response with status code: {(int)response.StatusCode} and content type: {type}"),
            _ => (answer, null),
        };
    }

    private HttpClient ClientFor(WebhookAddress address)
    {
        var endpoint = address.Service is null ? null : services.Resolve(address.Service);
        return endpoint is { IsPlain: true }
            ? throw new ServiceUnreachableException("a webhook is only ever called over TLS")
            : _clients.GetOrAdd((address, endpoint), static key => new HttpClient(ServiceConnection.Handler(key.Item1.ReadCertificates(), key.Item2)) { Timeout = Timeout.InfiniteTimeSpan });
    }
}
