using System.Net.Sockets;
using System.Text;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;
using VeleroFreeze.Tests.Webhook;

namespace VeleroFreeze.Scenarios.Webhook;

public class OverloadScenarios
{
    [Fact]
    public async Task When_there_is_no_room_for_a_body_the_answer_is_busy_and_soon_there_is_room_again()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        await using var next = await webhook.ConnectAsync();
        // The slow ones are given up after two seconds; on a busy machine it may take more than one go to be quicker than that.
        RawReply reply;
        do
        {
            var slow = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => webhook.ConnectAsync()));
            await Task.WhenAll(slow.Select(async connection =>
            {
                await connection.WriteAsync(RawConnection.Head("POST", "/mutate", "Content-Length: 1000", "Expect: 100-continue"));
                // Said when the body is asked for, which is behind the gate.
                (await connection.ReplyAsync()).Status.ShouldBe(100);
            }));
            reply = await next.PostAsync("/mutate", Reviews.Create(Reviews.Vm()));
            await Task.WhenAll(slow.Select(async connection =>
            {
                (await connection.ReplyAsync()).ShouldBeRefused(503);
                await connection.DisposeAsync();
            }));
        }
        while (reply.Status == 200);

        reply.ShouldBeRefused(503);
        reply.Text.ShouldBe("too many requests at once\n");
        reply.IsLast.ShouldBeFalse();
        (await next.PostAsync("/mutate", Reviews.Create(Reviews.Vm()))).ShouldAllowWithHooks();
    }

    [Fact]
    public async Task Slow_and_broken_clients_are_cut_while_others_are_served()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        var misbehaved = Task.WhenAll(
            Times(20, () => SilentAsync(webhook)),
            Times(20, () => HalfHeadersAsync(webhook)),
            Times(8, () => HalfBodyAsync(webhook)),
            Times(20, () => GarbageAsync(webhook)),
            Times(20, () => BrokenOffAsync(webhook)));

        await using var connection = await webhook.ConnectAsync();
        var served = 0;
        do
        {
            (await connection.PostAsync("/mutate", Reviews.Create(Reviews.Vm()))).ShouldAllowWithHooks();
            served++;
        }
        while (!misbehaved.IsCompleted && served < 900);

        await misbehaved;
        served.ShouldBeGreaterThan(10);
        webhook.Process.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Large_bodies_at_once_do_not_exhaust_a_small_heap()
    {
        // 128 MiB, half of a container of 256 MiB.
        await using var webhook = await RunningWebhook.StartAsync(new TlsFolder(TestAuthority.Create("authority")), [], ("DOTNET_GCHeapHardLimit", "0x8000000"));
        var filler = $$$"""{"annotations":{"filler":"{{{new string('x', 3_400_000)}}}"}}""";
        var body = Encoding.UTF8.GetBytes(Reviews.Update(Reviews.Vm(templateMetadata: filler), Reviews.Vm("disabled", filler)));

        var statuses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            await using var connection = await webhook.ConnectAsync();
            try
            {
                var reply = await connection.SendAsync("POST", "/mutate", body);
                if (reply.Status == 200)
                {
                    reply.ShouldAllowWithHooks();
                }

                return reply.Status;
            }
            catch (IOException)
            {
                // Refused, and cut off for taking seconds to send the rest: an API server goes on without us all the same.
                return 503;
            }
        })));

        statuses.ShouldAllBe(status => status == 200 || status == 503);
        statuses.ShouldContain(200);
        await webhook.ShouldServeAsync();
        webhook.Process.Output.ShouldNotContain("internal-fault");
    }

    [Fact]
    public async Task A_flood_of_connections_leaves_the_probes_alone()
    {
        await using var webhook = await RunningWebhook.StartAsync();
        // More than the 512 that are let in.
        var flood = await Task.WhenAll(Enumerable.Range(0, 560).Select(_ => ConnectAsync(webhook)));

        (await webhook.ProbeAsync("/livez")).Status.ShouldBe(200);
        (await webhook.ProbeAsync("/readyz")).Status.ShouldBe(200);
        foreach (var socket in flood)
        {
            socket.Dispose();
        }

        // Those that it closes it needs a moment to notice.
        await ServedAsync(webhook);
    }

    private static async Task ServedAsync(RunningWebhook webhook)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await webhook.ShouldServeAsync();
                return;
            }
            catch (Exception e) when (i < 600 && e is IOException or SocketException)
            {
                await Task.Delay(100);
            }
        }
    }

    private static Task Times(int count, Func<Task> action) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(action)));

    /// <summary>Connects and never says hello.</summary>
    private static async Task SilentAsync(RunningWebhook webhook)
    {
        using var socket = await ConnectAsync(webhook);
        await EndAsync(socket);
    }

    private static async Task HalfHeadersAsync(RunningWebhook webhook)
    {
        await using var connection = await webhook.ConnectAsync();
        await connection.WriteAsync("POST /mutate HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        await connection.EndAsync();
    }

    private static async Task HalfBodyAsync(RunningWebhook webhook)
    {
        await using var connection = await webhook.ConnectAsync();
        await connection.WriteAsync(RawConnection.Head("POST", "/mutate", "Content-Length: 1000") + "{\"apiVersion\":");
        (await connection.ReplyAsync()).ShouldBeRefused(503);
        await connection.EndAsync();
    }

    private static async Task GarbageAsync(RunningWebhook webhook)
    {
        using var socket = await ConnectAsync(webhook);
        await socket.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await EndAsync(socket);
    }

    private static async Task BrokenOffAsync(RunningWebhook webhook)
    {
        await using var connection = await webhook.ConnectAsync();
        await connection.WriteAsync(RawConnection.Head("POST", "/mutate", "Content-Length: 1000") + "{");
        connection.Break();
    }

    private static async Task<Socket> ConnectAsync(RunningWebhook webhook)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(webhook.Https);
        return socket;
    }

    private static async Task EndAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            while (await socket.ReceiveAsync(new byte[100], patience.Token) > 0)
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }
        catch (SocketException)
        {
            // Reset: ended as well.
        }
    }
}
