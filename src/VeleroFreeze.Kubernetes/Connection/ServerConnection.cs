using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using k8s.Authentication;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>
/// The sockets, the TLS and the credentials of a connection, as the package's configuration says; and new sockets when the client certificate changes,
/// because open connections keep theirs. The package's own client object is not made: it brings the JSON of all of Kubernetes' types along, which nothing
/// here reads, and with it NativeAOT's executable grew from 21 to 35 MB and every role's memory by 15 MB. What it sets up besides is set up here anyway.
/// </summary>
/// <param name="configuration">Where to and as whom.</param>
/// <param name="adjust">Changes to the sockets, for tests.</param>
/// <param name="instead">Stands where the sockets would be, for tests.</param>
internal sealed class ServerConnection(
    KubernetesClientConfiguration configuration, Action<SocketsHttpHandler>? adjust = null, Func<HttpMessageHandler>? instead = null) : IDisposable
{
    private readonly Lock _gate = new();
    private SslStreamCertificateContext? _certificate;
    private HttpClient? _client;

    public KubernetesClientConfiguration Configuration => configuration;

    /// <summary>Puts the header on a request; null where there is none to put.</summary>
    public ServiceClientCredentials? Credentials { get; } =
        configuration.Credentials is { } renewable ? new TokenCredentials(renewable) : k8s.Kubernetes.CreateCredentials(configuration.Package());

    /// <summary>The client that presents this certificate.</summary>
    public HttpClient Client(SslStreamCertificateContext? certificate)
    {
        lock (_gate)
        {
            if (_client is null || !ReferenceEquals(certificate, _certificate))
            {
                // The last one is not disposed of: what is under way ends in peace, and idle connections close by themselves.
                (_client, _certificate) = (Open(certificate), certificate);
            }

            return _client;
        }
    }

    public void Dispose() => _client?.Dispose();

    private HttpClient Open(SslStreamCertificateContext? certificate)
    {
        // The deadline is kept by the sender, on our own clock, for the whole call and not for one attempt.
        var client = new HttpClient(instead?.Invoke() ?? Sockets(certificate)) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent.Value);
        foreach (var (name, values) in configuration.Impersonation?.Headers() ?? [])
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, RepeatedHeader.Join(values));
        }

        return client;
    }

    private SocketsHttpHandler Sockets(SslStreamCertificateContext? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the token elsewhere.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // So that a changed DNS entry, or a second API server behind it, is noticed; calls under way are not cut.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // As client-go: over HTTP/2 everything shares one connection, and a dead one is found by asking.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
            // A kubeconfig's proxy is used for this cluster, whatever its address. The environment's HTTPS_PROXY and NO_PROXY apply otherwise, but not to
            // this machine itself.
            Proxy = configuration.Proxy,
            UseProxy = configuration.Proxy is not null || !configuration.Server.IsLoopback,
            // A user's name may be any text.
            RequestHeaderEncodingSelector = (name, _) => name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase) ? new RepeatedHeader(name) : null,
            SslOptions = Tls(certificate),
        };
        adjust?.Invoke(handler);
        return handler;
    }

    /// <summary>
    /// The package's own check forgets the host's name as soon as the chain has an error, which it always has with a private authority. This is the check
    /// that .NET itself makes.
    /// </summary>
    private SslClientAuthenticationOptions Tls(SslStreamCertificateContext? certificate)
    {
        var options = new SslClientAuthenticationOptions { ClientCertificateContext = certificate };
        if (configuration.CertificateAuthorities is { } authorities)
        {
            // Exactly these: the machine's own trust has no say. The host name is checked as always.
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (configuration.SkipTlsVerify)
        {
#pragma warning disable MA0039, CA5359 // The user asked for it: insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore MA0039, CA5359
        }

        return options;
    }
}
