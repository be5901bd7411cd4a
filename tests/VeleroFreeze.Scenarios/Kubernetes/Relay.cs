using System.Net;
using System.Net.Sockets;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>A wire between client and server that can go dead without either end being told, as when a firewall forgets a connection.</summary>
internal sealed class Relay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _target;
    private int _epoch;

    public Relay(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing passes over the connections that exist. New ones work.</summary>
    public void ForgetConnections() => Interlocked.Increment(ref _epoch);

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
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            _ = PumpAsync(client, server, _epoch);
            _ = PumpAsync(server, client, _epoch);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, int born)
    {
        var buffer = new byte[16 * 1024];
        var source = from.GetStream();
        var sink = to.GetStream();
        while (await source.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            if (born == Volatile.Read(ref _epoch))
            {
                await sink.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }

        if (born == Volatile.Read(ref _epoch))
        {
            to.Client.Shutdown(SocketShutdown.Send);
        }
    }
}
