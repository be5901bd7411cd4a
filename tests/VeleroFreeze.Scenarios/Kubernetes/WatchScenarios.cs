using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Connection;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Watching;
using VeleroFreeze.Tests.Hosting;
using Xunit.Abstractions;

namespace VeleroFreeze.Scenarios.Kubernetes;

/// <summary>Watches over real connections that break in the ways real ones do.</summary>
public sealed class WatchScenarios(ITestOutputHelper output) : IDisposable
{
    private static readonly ResourceScope Backups = new ResourceKind("velero.io", "v1", "backups").In("velero");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestAuthority _authority = TestAuthority.Create("test-ca");
    private readonly CancellationTokenSource _stop = new(Patience);
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task Five_hundred_backups_finish_while_the_server_dies_again_and_again_and_each_is_seen_once()
    {
        await using var api = new MiniApi(_authority.Server("kube.test", loopback: true));
        await api.StartAsync();
        using var client = new KubernetesClient(Configuration(api.Port));
        var seen = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new WatchOptions { PageSize = 70, MinDelay = TimeSpan.FromMilliseconds(120), MaxDelay = TimeSpan.FromMilliseconds(400) };
        var reading = ReadAsync(client, options, e =>
        {
            seen.AddOrUpdate($"{e.Key.Name} {e.Object?.Json.GetProperty("status").GetProperty("phase").GetString() ?? e.Type.ToString()}", 1, (_, n) => n + 1);
            if (e.Key.Name == "last")
            {
                last.SetResult();
            }
        });
        var kills = await FinishAsync(api);
        // Whatever would come late or twice comes before this.
        api.Store.Put("last", "Created");
        await last.Task.WaitAsync(_stop.Token);
        await _stop.CancelAsync();
        await reading;

        seen.Keys.Count(s => s.EndsWith(" Completed", StringComparison.Ordinal)).ShouldBe(500, "none missed");
        seen.Where(s => !s.Key.StartsWith(" Synced", StringComparison.Ordinal)).ShouldAllBe(s => s.Value == 1, "none doubled");
        kills.ShouldBeGreaterThanOrEqualTo(8);
        _failures.Keys.ShouldContain("410 Expired", "a server that never forgets proves half of it");
        output.WriteLine($"{kills} restarts, {seen[" Synced"]} lists; failures: {string.Join(", ", _failures.Select(f => $"{f.Key} {f.Value}"))}");
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_connection_that_died_without_a_word_is_replaced(HttpProtocols protocol)
    {
        await using var api = new MiniApi(_authority.Server("kube.test", loopback: true), protocol);
        await api.StartAsync();
        using var wire = new Relay(api.Port);
        var configuration = Configuration(wire.Port);
        // HTTP/1.1 has the idle timeout; over HTTP/2 the connection itself is asked first.
        var connection = new ServerConnection(configuration, handler => handler.KeepAlivePingDelay = handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(1));
        using var client = new KubernetesClient(connection);
        var seen = new BlockingCollection<string>();
        var idle = protocol == HttpProtocols.Http1 ? TimeSpan.FromSeconds(1) : Patience;
        var reading = ReadAsync(client, new WatchOptions { IdleTimeout = idle, MinDelay = TimeSpan.FromMilliseconds(50) }, e => seen.Add($"{e.Type} {e.Key.Name}"));
        seen.Take(_stop.Token).ShouldStartWith("Synced");
        api.Store.Put("before", "New");
        seen.Take(_stop.Token).ShouldBe("Added before");
        wire.ForgetConnections();
        api.Store.Put("after", "New");
        seen.Take(_stop.Token).ShouldBe("Added after");
        await _stop.CancelAsync();
        await reading;
        seen.ShouldBeEmpty();
    }

    /// <summary>
    /// Changes 500 objects in three phases, while the server is killed every few hundred milliseconds and now and then forgets its past.
    /// </summary>
    private static async Task<int> FinishAsync(MiniApi api)
    {
        using var done = new CancellationTokenSource();
        var killing = KillAsync(api, done.Token);
        string[] phases = ["New", "InProgress", "Completed"];
        foreach (var phase in phases)
        {
            for (var i = 0; i < 500; i += 25)
            {
                foreach (var n in Enumerable.Range(i, 25))
                {
                    api.Store.Put(string.Create(CultureInfo.InvariantCulture, $"b{n:000}"), phase);
                }

                await Task.Delay(100, CancellationToken.None);
            }
        }

        await done.CancelAsync();
        return await killing;
    }

    private static async Task<int> KillAsync(MiniApi api, CancellationToken done)
    {
        for (var kills = 0; ; kills++)
        {
            await Task.Delay(250, CancellationToken.None);
            if (done.IsCancellationRequested)
            {
                return kills;
            }

            await api.KillAsync();
            if (kills % 4 == 1)
            {
                // Long enough for changes that nobody hears of.
                await Task.Delay(150, CancellationToken.None);
                api.Store.Compact();
            }

            await api.StartAsync();
        }
    }

    private async Task ReadAsync(KubernetesClient client, WatchOptions options, Action<WatchEvent> receive)
    {
        try
        {
            await foreach (var e in client.WatchAsync(Backups, options, f => _failures.AddOrUpdate($"{f.Code} {f.Reason}", 1, (_, n) => n + 1), _stop.Token))
            {
                receive(e);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end of the test.
        }
    }

    private KubernetesClientConfiguration Configuration(int port) =>
        KubeConfigText.Load(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}"), KubeConfigText.Authority(_authority.Pem));
}
