using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Backups.Storage;

/// <summary>An address that is never called, met while connecting.</summary>
internal sealed class AddressRefusedException(string what) : Exception(what);

/// <summary>
/// Connections to an object storage: never with a proxy, a redirect, a cookie or credentials, and only to addresses that were looked at. The name is
/// resolved once, and what was resolved is what is connected to.
/// </summary>
internal static class StorageConnection
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static HttpClient Create(AddressRules rules, X509Certificate2Collection authorities, DownloadLimits limits)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = limits.Connect,
            MaxResponseHeadersLength = limits.MaxHeaderKib,
            MaxResponseDrainSize = 4 * 1024,
            ConnectCallback = (context, cancellation) => ConnectAsync(rules, context.DnsEndPoint, cancellation),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities);
        // The limits are kept by the download itself.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static async ValueTask<Stream> ConnectAsync(AddressRules rules, DnsEndPoint host, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancellation);
        // One bad address condemns the name: an honest one has none.
        if (addresses.Select(address => rules.Refusal(address, host.Port)).FirstOrDefault(refusal => refusal is not null) is { } refusal)
        {
            throw new AddressRefusedException(refusal);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>By the system's authorities, or else by those of the storage location; the name must fit in both cases.</summary>
    private static bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || authorities.Count == 0)
        {
            return errors == SslPolicyErrors.None;
        }

        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.DisableCertificateDownloads = true;
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        own.ChainPolicy.CustomTrustStore.AddRange(authorities);
        own.ChainPolicy.ExtraStore.AddRange(chain!.ChainPolicy.ExtraStore);
        return own.Build((X509Certificate2)certificate!);
    }
}
