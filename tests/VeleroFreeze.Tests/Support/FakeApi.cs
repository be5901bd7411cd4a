using System.Net;
using System.Net.Http.Headers;
using System.Text;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Tests.Support;

/// <summary>Stands where the sockets would be: records what is sent and answers what the test says.</summary>
internal sealed class FakeApi : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly Queue<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    /// <summary>Method and URL of each request, in order.</summary>
    public List<string> Sent { get; } = [];

    public List<string> Bodies { get; } = [];

    public List<HttpRequestHeaders> Headers { get; } = [];

    /// <summary>Answers whatever no answer was queued for.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? Otherwise { get; set; }

    public static KubernetesClientConfiguration Configuration(string server = "https://kube.test:6443", string? token = null) =>
        new(() => new k8s.KubernetesClientConfiguration { Host = server, AccessToken = token }, "test");

    public KubernetesClient Client(TimeProvider? time = null, KubernetesClientOptions? options = null) => Client(Configuration(), time, options);

    public KubernetesClient Client(KubernetesClientConfiguration configuration, TimeProvider? time = null, KubernetesClientOptions? options = null) =>
        new(new ServerConnection(configuration, instead: () => new Wire(this)), options, time);

    public FakeApi Answer(int code, string body = "{}", int? retryAfter = null) => Answer(() => Response(code, body, retryAfter));

    public FakeApi Answer(Func<HttpResponseMessage> response)
    {
        _answers.Enqueue((_, _) => Task.FromResult(response()));
        return this;
    }

    public FakeApi Answer(Func<CancellationToken, Task<HttpResponseMessage>> response)
    {
        _answers.Enqueue((_, cancellation) => response(cancellation));
        return this;
    }

    public static HttpResponseMessage Response(int code, string body = "{}", int? retryAfter = null)
    {
        var response = new HttpResponseMessage((HttpStatusCode)code) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        response.Headers.RetryAfter = retryAfter is { } seconds ? new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)) : null;
        return response;
    }

    public static string Status(int code, string reason, string message = "no") =>
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{code}}}""";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? answer;
        lock (_gate)
        {
            Sent.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
            Headers.Add(request.Headers);
            Bodies.Add(body);
            answer = _answers.TryDequeue(out var queued) ? queued : Otherwise;
        }

        return answer is null ? throw new HttpRequestException($"no answer for {request.RequestUri}") : await answer(request, cancellationToken);
    }

    /// <summary>A client disposes of its handlers; another one may ask the same API.</summary>
    private sealed class Wire(FakeApi api) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => api.SendAsync(request, cancellationToken);
    }
}
