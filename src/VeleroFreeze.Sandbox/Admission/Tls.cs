using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>Connections that trust given certificates only and may lead elsewhere than the name says.</summary>
internal static class Tls
{
    public static SocketsHttpHandler Handler(X509Certificate2Collection trusted, ServiceEndpoint? endpoint)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, _, errors) => errors == SslPolicyErrors.None && IsNamed(sender, certificate);
        if (trusted.Count > 0)
        {
            handler.SslOptions.CertificateChainPolicy = TrustOnly(trusted);
        }

        if (endpoint is not null)
        {
            handler.ConnectCallback = (_, stop) => ConnectAsync(endpoint, stop);
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(ServiceEndpoint endpoint, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Only names in the certificate's list of alternative names count, as in the API server; never its common name.</summary>
    private static bool IsNamed(object sender, X509Certificate? certificate) =>
        sender is SslStream stream && certificate is X509Certificate2 leaf && leaf.MatchesHostname(stream.TargetHostName, allowWildcards: true, allowCommonName: false);

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }
}
