using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using VeleroFreeze.Core.Preflight;
using VeleroFreeze.Kubernetes.Connection;

namespace VeleroFreeze.Cli.Preflight;

/// <summary>
/// Connects to the webhook as an API server does, to the end of the handshake and no further, and sees which certificate it serves. Only from where the API server's
/// own address leads to the same place: a Service's name is known in the cluster alone, and a loopback address is another on every machine.
/// </summary>
/// <param name="isInCluster">This runs in a pod.</param>
/// <param name="isBesideServer">The API server is on this machine.</param>
/// <param name="time">Measures the patience.</param>
internal sealed class WebhookHandshake(bool isInCluster, bool isBesideServer, TimeProvider time)
{
    /// <summary>For connection and handshake together; default 5 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    public static WebhookHandshake From(KubernetesClientConfiguration cluster, TimeProvider time) => new(cluster.Source == "in-cluster", cluster.Server.IsLoopback, time);

    /// <returns>Null where a connection from here would show nothing.</returns>
    public async Task<Handshake?> TryAsync(WebhookAddress address, CancellationToken cancellation)
    {
        if (!LeadsToSamePlace(address))
        {
            return null;
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var presented = new List<X509Certificate2>();
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(address.Host, address.Port, either.Token);
            await using var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsClientAsync(Options(address.Host, presented), either.Token);
            return new Handshake(address, presented);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Unseen(string.Create(CultureInfo.InvariantCulture, $"no answer within {Patience.TotalSeconds:0.#} s"));
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            return Unseen(e.Message);
        }

        // One that asks for a client's certificate has shown its own by the time it turns us away.
        Handshake Unseen(string why) => presented.Count > 0 ? new Handshake(address, presented) : new Handshake(address, [], why);
    }

    private bool LeadsToSamePlace(WebhookAddress address) =>
        address.IsService ? isInCluster : isBesideServer || !new UriBuilder { Host = address.Host }.Uri.IsLoopback;

    /// <summary>Whatever is served is taken here: it is to be looked at, and nothing is sent.</summary>
    private static SslClientAuthenticationOptions Options(string host, List<X509Certificate2> presented) => new()
    {
        TargetHost = host,
        CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            presented.AddRange(new[] { (X509Certificate2)certificate! }.Concat(chain!.ChainPolicy.ExtraStore).Select(found => X509CertificateLoader.LoadCertificate(found.RawDataMemory.Span)));
            return true;
        },
    };
}
