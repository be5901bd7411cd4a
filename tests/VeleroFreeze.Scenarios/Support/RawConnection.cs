using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VeleroFreeze.Scenarios.Support;

/// <summary>One reply as it came.</summary>
internal sealed record RawReply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The server is going to close the connection.</summary>
    public bool IsLast => Headers.GetValueOrDefault("connection") == "close";
}

/// <summary>
/// A client's side of one HTTP/1.1 connection over TLS. It never tries anything twice, as Go's client does not with a POST, so that nothing a server does to
/// its connections is hidden.
/// </summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly SslStream _tls;
    private readonly BufferedStream _reader;

    private RawConnection(Socket socket, SslStream tls)
    {
        (_socket, _tls) = (socket, tls);
        _reader = new BufferedStream(tls, 16 * 1024);
    }

    public SslProtocols Protocol => _tls.SslProtocol;

    public string Alpn => _tls.NegotiatedApplicationProtocol.ToString();

    public string ServerCertificatePem => ((X509Certificate2)_tls.RemoteCertificate!).ExportCertificatePem();

    /// <summary>Connects, and trusts only the given authorities.</summary>
    public static async Task<RawConnection> OpenAsync(IPEndPoint server, X509Certificate2Collection authorities, Action<SslClientAuthenticationOptions>? configure = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await socket.ConnectAsync(server, patience.Token);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            var options = new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = TrustOnly(authorities), ApplicationProtocols = [SslApplicationProtocol.Http11] };
            configure?.Invoke(options);
            await tls.AuthenticateAsClientAsync(options, patience.Token);
            return new RawConnection(socket, tls);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task<RawReply> PostAsync(string path, string body) => await SendAsync("POST", path, Encoding.UTF8.GetBytes(body));

    public async Task<RawReply> SendAsync(string method, string path, byte[] body)
    {
        await WriteAsync(Head(method, path, $"Content-Length: {body.Length}"), body);
        return await ReplyAsync();
    }

    public static string Head(string method, string path, params string[] headers) =>
        string.Concat($"{method} {path} HTTP/1.1\r\n", "Host: localhost\r\nContent-Type: application/json\r\n", string.Concat(headers.Select(header => header + "\r\n")), "\r\n");

    public Task WriteAsync(string head) => WriteAsync(head, []);

    public async Task WriteAsync(string head, byte[] body)
    {
        // In one piece while it is small, as clients do.
        using var patience = new CancellationTokenSource(Patience);
        byte[] first = [.. Encoding.ASCII.GetBytes(head), .. body.Length <= 32_768 ? body : []];
        await _tls.WriteAsync(first, patience.Token);
        if (body.Length > 32_768)
        {
            await _tls.WriteAsync(body, patience.Token);
        }
    }

    /// <summary>Reads one reply; one of status 100 counts as one.</summary>
    public async Task<RawReply> ReplyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var status = await LineAsync(patience.Token);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(patience.Token) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(line[..colon], line[(colon + 1)..].Trim());
        }

        var body = new byte[int.Parse(headers.GetValueOrDefault("content-length", "0"), CultureInfo.InvariantCulture)];
        await _reader.ReadExactlyAsync(body, patience.Token);
        return new RawReply(int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture), headers, body);
    }

    /// <summary>Waits for the server to end the connection, in good order or not.</summary>
    public async Task EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (await _reader.ReadAsync(new byte[4096], patience.Token) > 0)
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }
        catch (IOException)
        {
            // Reset: ended as well.
        }
    }

    /// <summary>Leaves without a word, so that the server gets a reset.</summary>
    public void Break()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        // Not the buffered stream: it would try to read what is left.
        await _tls.DisposeAsync();
        _socket.Dispose();
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private async Task<string> LineAsync(CancellationToken cancellation)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (await _reader.ReadAsync(one, cancellation) == 0)
            {
                throw new EndOfStreamException("the server closed the connection before its reply");
            }

            if (one[0] == '\n')
            {
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }
    }
}
