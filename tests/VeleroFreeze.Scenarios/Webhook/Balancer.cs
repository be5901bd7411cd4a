using System.Net;
using System.Net.Sockets;

namespace VeleroFreeze.Scenarios.Webhook;

/// <summary>Passes each connection to one webhook that said it was ready when last asked, as a Service does; what is connected stays connected.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _done = new();
    private readonly Task _work;
    private volatile RunningWebhook[] _members = [];
    private volatile RunningWebhook[] _ready = [];
    private int _next;

    public Balancer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _work = Task.WhenAll(AcceptAsync(), AskAsync());
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    public void Set(params RunningWebhook[] members) => _members = members;

    /// <summary>Waits until exactly these are known to be ready.</summary>
    public async Task ReadyAsync(params RunningWebhook[] expected)
    {
        for (var i = 0; i < 6000 && !_ready.SequenceEqual(expected); i++)
        {
            await Task.Delay(10);
        }

        _ready.ShouldBe(expected);
    }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        _listener.Dispose();
        await _work;
        _done.Dispose();
    }

    private async Task AskAsync()
    {
        while (!_done.IsCancellationRequested)
        {
            var members = _members;
            var answers = await Task.WhenAll(members.Select(IsReadyAsync));
            _ready = [.. members.Where((_, i) => answers[i])];
            await Task.Delay(Interval);
        }
    }

    private static async Task<bool> IsReadyAsync(RunningWebhook webhook)
    {
        try
        {
            return (await webhook.ProbeAsync("/readyz")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_done.Token);
                var ready = _ready;
                _ = Task.Run(() => PassAsync(client, ready[_next++ % ready.Length].Https));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task PassAsync(Socket client, IPEndPoint server)
    {
        using var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await upstream.ConnectAsync(server);
                await Task.WhenAll(PumpAsync(client, upstream), PumpAsync(upstream, client));
            }
            catch (SocketException)
            {
                // The client sees its connection end, and that counts as a failure there.
            }
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer)) > 0)
        {
            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
