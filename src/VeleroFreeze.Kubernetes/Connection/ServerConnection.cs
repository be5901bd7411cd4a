using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Kubernetes.Connection;

/// <summary>The sockets and the TLS of a connection, as configured.</summary>
internal static class ServerConnection
{
    public static SocketsHttpHandler CreateHandler(KubernetesClientConfiguration configuration)
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
            // The environment's HTTPS_PROXY and NO_PROXY apply, but not to this machine itself; and a proxy could not be asked for the real address of a
            // connection that bears another name.
            UseProxy = !configuration.Server.IsLoopback && configuration.TlsServerName is null,
            SslOptions = Tls(configuration),
        };
        if (configuration.TlsServerName is not null)
        {
            handler.ConnectCallback = (_, cancellation) => DialAsync(configuration.Server, cancellation);
        }

        return handler;
    }

    /// <summary>
    /// Scheme, host and prefix as requests bear them. The handler takes the name to ask and check for in TLS from the request, whatever its own
    /// options say; so with <c>tls-server-name</c> the request bears that name, and the connection goes to the real address all the same.
    /// </summary>
    public static string BaseAddress(KubernetesClientConfiguration configuration)
    {
        var address = new UriBuilder(configuration.Server);
        if (configuration.TlsServerName is { } name)
        {
            address.Host = name;
        }

        return address.Uri.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    private static SslClientAuthenticationOptions Tls(KubernetesClientConfiguration configuration)
    {
        var options = new SslClientAuthenticationOptions { ClientCertificateContext = configuration.ClientCertificate };
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

    private static async ValueTask<Stream> DialAsync(Uri server, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(server.IdnHost, server.Port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
