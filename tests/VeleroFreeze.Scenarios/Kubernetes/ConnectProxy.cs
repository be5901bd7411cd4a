using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>An HTTP proxy on loopback that opens tunnels. It notes whom it was asked for and with which credentials.</summary>
internal sealed class ConnectProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public ConnectProxy()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The request line and the credentials of each request for a tunnel.</summary>
    public ConcurrentQueue<(string Line, string Authorization)> Tunnels { get; } = [];

    /// <summary>Refuse who brings no credentials.</summary>
    public bool NeedsCredentials { get; init; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using var client = connection;
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await HeadAsync(reader) is [var line, .. var headers])
        {
            var authorization = headers.FirstOrDefault(h => h.StartsWith("Proxy-Authorization: ", StringComparison.OrdinalIgnoreCase))?.Split(": ")[1] ?? "";
            Tunnels.Enqueue((line, authorization));
            if (!NeedsCredentials || authorization.Length > 0)
            {
                await TunnelAsync(stream, IPEndPoint.Parse(line.Split(' ')[1]));
                return;
            }

            await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
        }
    }

    private async Task<List<string>> HeadAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private async Task TunnelAsync(NetworkStream stream, IPEndPoint target)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(target, _stop.Token);
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _stop.Token);
        await Task.WhenAny(stream.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(stream, _stop.Token));
    }
}
