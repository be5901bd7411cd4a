using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>A real Prometheus on loopback with our rules as they are shipped; it scrapes and evaluates every second.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("velerofreeze-prometheus-");
    private readonly IPEndPoint _address = FreePort();
    private readonly Process _process;

    private PrometheusServer(IPEndPoint[] targets)
    {
        Watch(targets);
        File.WriteAllText(Path.Combine(_folder.FullName, "prometheus.yaml"), $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [{{Repository.Path("deploy", "prometheus", "rules.yaml")}}]
            scrape_configs:
              - job_name: velerofreeze
                honor_labels: true
                file_sd_configs: [{files: [targets.json], refresh_interval: 1s}]
            """);
        _process = Process.Start(new ProcessStartInfo(
            "prometheus",
            ["--config.file=prometheus.yaml", "--storage.tsdb.path=data", $"--web.listen-address={_address}", "--log.level=error"])
        {
            WorkingDirectory = _folder.FullName,
            UseShellExecute = false,
        })!;
    }

    public static async Task<PrometheusServer> StartAsync(params IPEndPoint[] targets)
    {
        var server = new PrometheusServer(targets);
        foreach (var target in targets)
        {
            await server.ShouldFindAsync($"up{{instance=\"{target}\"}} == 1");
        }

        return server;
    }

    /// <summary>Scrapes these from now on, and no others.</summary>
    public void Watch(params IPEndPoint[] targets)
    {
        var groups = new JsonArray(new JsonObject { ["targets"] = new JsonArray([.. targets.Select(target => JsonValue.Create(target.ToString()))]) });
        var file = Path.Combine(_folder.FullName, "targets.json");
        File.WriteAllText(file + ".new", groups.ToJsonString());
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Every alert that fires or is about to, as name, namespace, VM and state.</summary>
    public async Task<IReadOnlyList<string>> AlertsAsync() =>
        [.. (await GetAsync("alerts"))["alerts"]!.AsArray()
            .Select(alert => $"{alert!["labels"]!["alertname"]} {alert["labels"]!["namespace"]}/{alert["labels"]!["name"]} {alert["state"]}")
            .Order(StringComparer.Ordinal)];

    /// <summary>Since when each of them is active; one that went and came back has a younger time.</summary>
    public async Task<IReadOnlyList<string>> AlertTimesAsync() =>
        [.. (await GetAsync("alerts"))["alerts"]!.AsArray().Select(alert => $"{alert!["labels"]!.ToJsonString()} {alert["activeAt"]}").Order(StringComparer.Ordinal)];

    /// <summary>Waits until an alert is there.</summary>
    public async Task ShouldAlertAsync(string alert)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var alerts = await AlertsAsync(); !alerts.Contains(alert); alerts = await AlertsAsync())
        {
            patience.IsCancellationRequested.ShouldBeFalse($"no {alert} in:\n{string.Join('\n', alerts)}");
            await Task.Delay(100);
        }
    }

    public async Task<JsonArray> QueryAsync(string expression) => (await GetAsync($"query?query={Uri.EscapeDataString(expression)}"))["result"]!.AsArray();

    /// <summary>Waits until an expression has a result.</summary>
    public async Task ShouldFindAsync(string expression)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await FindsAsync(expression))
        {
            patience.IsCancellationRequested.ShouldBeFalse($"nothing for {expression}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> FindsAsync(string expression)
    {
        try
        {
            return (await QueryAsync(expression)).Count > 0;
        }
        catch (HttpRequestException) when (!_process.HasExited)
        {
            // It does not listen yet.
            return false;
        }
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using var reply = await Client.GetAsync(new Uri($"http://{_address}/api/v1/{path}"));
        var text = await reply.Content.ReadAsStringAsync();
        // While it starts it answers 503.
        if (reply.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            throw new HttpRequestException(text);
        }

        reply.IsSuccessStatusCode.ShouldBeTrue($"{path}: {text}");
        return JsonNode.Parse(text)!["data"]!;
    }

    public static IPEndPoint FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
