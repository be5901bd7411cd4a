using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Threading.RateLimiting;
using Polly;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Credentials;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Kubernetes.Transport;

/// <summary>Carries requests to the server. Everything that goes wrong on the way comes out as <see cref="KubernetesException"/>.</summary>
internal sealed class RequestSender : IDisposable
{
    private readonly ServerConnection _connection;
    private readonly KubernetesClientConfiguration _configuration;
    private readonly string _address;
    private readonly Version _version;
    private readonly KubernetesClientOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenBucketRateLimiter _limiter;
    private readonly ResiliencePipeline _retries;

    public RequestSender(ServerConnection connection, KubernetesClientOptions options, TimeProvider time)
    {
        _connection = connection;
        _configuration = connection.Configuration;
        _address = _configuration.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _version = _configuration.Impersonation?.HasRepeatedHeaders == true ? HttpVersion.Version11 : HttpVersion.Version20;
        _options = options;
        _time = time;
        _limiter = Limiter(options);
        _retries = RetryStrategy.Create(options, time);
    }

    /// <summary>One call within the deadline, repeated where that can do no harm.</summary>
    public Task<ReadOnlyMemory<byte>> SendAsync(KubernetesRequest request, CancellationToken cancellation) =>
        AuthenticatedAsync(request, async (client, c) => await _retries.ExecuteAsync(async inner => await ExchangeAsync(client, request, inner), c), cancellation);

    /// <summary>One attempt within the deadline, for callers that come back by themselves.</summary>
    public Task<ReadOnlyMemory<byte>> SendOnceAsync(KubernetesRequest request, CancellationToken cancellation) =>
        AuthenticatedAsync(request, (client, c) => ExchangeAsync(client, request, c), cancellation);

    /// <summary>One attempt up to the headers; the body is the caller's to read and to dispose of.</summary>
    public Task<HttpResponseMessage> OpenAsync(KubernetesRequest request, CancellationToken cancellation) =>
        AuthenticatedAsync(request, (client, c) => HeadersAsync(client, request, c), cancellation);

    public void Dispose()
    {
        _connection.Dispose();
        _limiter.Dispose();
    }

    /// <summary>
    /// With credentials that are good now; and once more when the server refuses them and there are others. (A refusal means that nothing was done.)
    /// Fetching them does not count against the deadline: a login may wait for a person.
    /// </summary>
    private async Task<T> AuthenticatedAsync<T>(KubernetesRequest request, Func<HttpClient, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        if (_configuration.Credentials is not { } credentials)
        {
            return await WithDeadlineAsync(request, c => call(_connection.Client(_configuration.ClientCertificate), c), cancellation);
        }

        var presented = await credentials.CurrentAsync(cancellation);
        try
        {
            return await WithDeadlineAsync(request, c => call(Client(presented), c), cancellation);
        }
        catch (KubernetesException e) when (e.Code == (int)HttpStatusCode.Unauthorized)
        {
            var refused = presented;
            presented = await credentials.ReplaceAsync(refused, cancellation);
            if (presented == refused)
            {
                throw;
            }
        }

        return await WithDeadlineAsync(request, c => call(Client(presented), c), cancellation);
    }

    private HttpClient Client(Credential presented) => _connection.Client(presented.Certificate ?? _configuration.ClientCertificate);

    private static TokenBucketRateLimiter Limiter(KubernetesClientOptions options)
    {
        // A few tokens at a time: the limiter's timer runs as long as the process, and need not wake it twenty times a second.
        var tokens = Math.Max(1, options.RequestsPerSecond / 4);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(options.Burst, tokens),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / options.RequestsPerSecond),
            QueueLimit = 10_000,
        });
    }

    private async Task<T> WithDeadlineAsync<T>(KubernetesRequest request, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            var message = $"{request}: no complete answer within {_options.Deadline.TotalSeconds:0.#} s";
            throw new KubernetesException(0, KubernetesReason.DeadlineExceeded, message, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Broken(request, e);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ExchangeAsync(HttpClient client, KubernetesRequest request, CancellationToken cancellation)
    {
        using var response = await HeadersAsync(client, request, cancellation);
        try
        {
            return await BoundedContent.ReadAsync(request, response.Content, _options.MaxResponseBytes, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Broken(request, e);
        }
    }

    private async Task<HttpResponseMessage> HeadersAsync(HttpClient client, KubernetesRequest request, CancellationToken cancellation)
    {
        var response = await AttemptAsync(client, request, cancellation);
        return response.IsSuccessStatusCode ? response : throw await FailureAsync(request, response, cancellation);
    }

    private async Task<HttpResponseMessage> AttemptAsync(HttpClient client, KubernetesRequest request, CancellationToken cancellation)
    {
        using var permit = await _limiter.AcquireAsync(1, cancellation);
        if (!permit.IsAcquired)
        {
            throw new KubernetesException(0, KubernetesReason.ClientRateLimit, $"{request}: too many requests are waiting in this process");
        }

        using var message = Message(request);
        try
        {
            // With the package's credentials, but not by its SendRequestRaw: that one reads a failure's body without bound and puts it, and the request's,
            // into its exception.
            await (_connection.Credentials?.ProcessHttpRequestAsync(message, cancellation) ?? Task.CompletedTask);
            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            TellWarnings(response.Headers);
            return response;
        }
        catch (HttpRequestException e)
        {
            throw Broken(request, e);
        }
    }

    /// <summary>The API server's are <c>299 - "text"</c>, with backslashes before quotes and backslashes.</summary>
    private void TellWarnings(HttpResponseHeaders headers)
    {
        foreach (var warning in headers.Warning.Where(warning => warning.Code == 299))
        {
            _options.OnWarning?.Invoke(Unquoted(warning.Text));
        }
    }

    private static string Unquoted(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            i += quoted[i] == '\\' ? 1 : 0;
            text.Append(quoted[i]);
        }

        return text.ToString();
    }

    private HttpRequestMessage Message(KubernetesRequest request)
    {
        // As built and as tested: nothing normalises the path on the way out.
        var uri = new Uri(_address + request.PathAndQuery, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(request.Method, uri) { Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        // The name to ask and check for in TLS comes from here, whatever the handler's own options say; the package does the same.
        message.Headers.Host = _configuration.TlsServerName;
        if (request.ContentType is not null)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } };
        }

        return message;
    }

    private async Task<KubernetesException> FailureAsync(KubernetesRequest request, HttpResponseMessage response, CancellationToken cancellation)
    {
        using (response)
        {
            var body = await BoundedContent.ReadAsync(request, response.Content, _options.MaxResponseBytes, cancellation);
            return StatusReader.Read(request, response.StatusCode, body, StatusReader.RetryAfter(response.Headers.RetryAfter, _time));
        }
    }

    private static KubernetesException Broken(KubernetesRequest request, Exception cause)
    {
        // A certificate does not become right by asking again.
        var untrusted = cause.InnerException is AuthenticationException;
        var reason = untrusted ? KubernetesReason.Untrusted : KubernetesReason.Unreachable;
        return new KubernetesException(0, reason, $"{request}: {reason}: {(cause.InnerException ?? cause).Message}", cause)
        {
            IsTransient = request.ChangesNothing && !untrusted,
        };
    }
}
