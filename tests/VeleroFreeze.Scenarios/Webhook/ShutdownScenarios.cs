using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;
using VeleroFreeze.Tests.Webhook;
using Xunit.Abstractions;

namespace VeleroFreeze.Scenarios.Webhook;

public class ShutdownScenarios(ITestOutputHelper output)
{
    [Fact]
    public async Task Draining_is_not_ready_but_alive_and_answers_with_the_request_to_connect_elsewhere()
    {
        await using var webhook = await RunningWebhook.StartAsync("--drain", "5m");
        await using var idle = await webhook.ConnectAsync();
        (await idle.PostAsync("/mutate", Reviews.Create(Reviews.Vm()))).IsLast.ShouldBeFalse();

        await webhook.Process.SignalAsync("TERM");
        await webhook.Process.LineAsync("draining for 5m0s after SIGTERM");

        (await webhook.ProbeAsync("/readyz")).ShouldBe((503, "draining\n"));
        (await webhook.ProbeAsync("/livez")).Status.ShouldBe(200);
        await using var fresh = await webhook.ConnectAsync();
        foreach (var connection in new[] { idle, fresh })
        {
            var reply = await connection.PostAsync("/mutate", Reviews.Create(Reviews.Vm()));
            reply.ShouldAllowWithHooks();
            reply.IsLast.ShouldBeTrue();
            await connection.EndAsync();
        }
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_first_signal_ends_it_in_good_order_after_the_drain(string signal)
    {
        await using var webhook = await RunningWebhook.StartAsync("--drain", "100ms");
        await using var idle = await webhook.ConnectAsync();

        await webhook.Process.SignalAsync(signal);

        (await webhook.Process.ExitAsync()).ShouldBe(0);
        webhook.Process.Lines[^1].ShouldEndWith("stopped");
        await idle.EndAsync();
    }

    [Theory]
    [InlineData("TERM", "TERM", 143)]
    [InlineData("TERM", "INT", 130)]
    [InlineData("INT", "TERM", 143)]
    public async Task A_second_signal_ends_it_at_once(string first, string second, int status)
    {
        await using var webhook = await RunningWebhook.StartAsync("--drain", "5m");
        await webhook.Process.SignalAsync(first);
        await webhook.Process.LineAsync("a second signal ends at once");

        await webhook.Process.SignalAsync(second);

        (await webhook.Process.ExitAsync()).ShouldBe(status);
    }

    [Fact]
    public async Task Replicas_are_replaced_under_load_without_a_failed_request()
    {
        using var files = new TlsFolder(TestAuthority.Create("authority"));
        var replicas = new[] { await StartAsync(files), await StartAsync(files) };
        await using var balancer = new Balancer();
        balancer.Set(replicas);
        await balancer.ReadyAsync(replicas);
        using var done = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(() => AskWithoutTryingTwiceAsync(balancer, files, done.Token))).ToArray();

        for (var i = 0; i < 4; i++)
        {
            // One more first, then one less, as a rolling update does.
            var (old, other) = (replicas[i % 2], replicas[(i + 1) % 2]);
            var started = await StartAsync(files);
            balancer.Set(old, other, started);
            await balancer.ReadyAsync(old, other, started);
            await old.Process.SignalAsync("TERM");
            (await old.Process.ExitAsync()).ShouldBe(0);
            balancer.Set(other, started);
            await old.Process.DisposeAsync();
            replicas[i % 2] = started;
        }

        await done.CancelAsync();
        var counts = await Task.WhenAll(clients);
        var (requests, connections) = (counts.Sum(count => count.Requests), counts.Sum(count => count.Connections));
        output.WriteLine($"{requests} requests over {connections} connections, none failed");
        requests.ShouldBeGreaterThan(2000);
        connections.ShouldBeGreaterThan(clients.Length);
        foreach (var replica in replicas)
        {
            await replica.Process.DisposeAsync();
        }
    }

    private static Task<RunningWebhook> StartAsync(TlsFolder files) => RunningWebhook.StartAsync(files, ["--drain", "3s"]);

    /// <summary>Sends one review after the other, on one connection for as long as the server leaves it open. Any fault at all is thrown.</summary>
    private static async Task<(int Requests, int Connections)> AskWithoutTryingTwiceAsync(Balancer balancer, TlsFolder files, CancellationToken done)
    {
        var (requests, connections) = (0, 0);
        var review = Reviews.Create(Reviews.Vm());
        while (!done.IsCancellationRequested)
        {
            connections++;
            await using var connection = await RawConnection.OpenAsync(balancer.Address, [files.Authority.Certificate]);
            for (var isLast = false; !isLast && !done.IsCancellationRequested; requests++)
            {
                var reply = await connection.PostAsync("/mutate", review);
                reply.ShouldAllowWithHooks();
                isLast = reply.IsLast;
            }
        }

        return (requests, connections);
    }
}
