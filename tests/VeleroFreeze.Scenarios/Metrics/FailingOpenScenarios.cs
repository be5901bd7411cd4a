using VeleroFreeze.Scenarios.MainJob;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>The API server counts the writes it let through; a real Prometheus reads that count from it and raises the alert.</summary>
[Collection(ProtectedCluster.Alone)]
public sealed class FailingOpenScenarios
{
    private const string Alert = "VeleroFreezeWebhookFailsOpen";

    [Fact]
    public async Task A_webhook_that_is_passed_over_alerts()
    {
        var cluster = new ProtectedCluster();
        await cluster.InitializeAsync();
        // The API server asks for a certificate, which kubectl shows it.
        var proxy = PrometheusServer.FreePort();
        var proxying = cluster.RunAsync($"kubectl proxy --port={proxy.Port} & echo $! > proxy; wait || true");
        try
        {
            await using var prometheus = await PrometheusServer.StartAsync(proxy);
            (await cluster.RunAsync(Write)).ExitCode.ShouldBe(0);
            await prometheus.ShouldFindAsync("count_over_time(up[1m]) > 3");
            (await prometheus.AlertsAsync()).ShouldNotContain(alert => alert.StartsWith(Alert, StringComparison.Ordinal));

            await cluster.EndWebhookAsync();
            var count = $"apiserver_admission_webhook_fail_open_count{{name=\"label.{cluster.Name}.io\"}}";
            (await cluster.RunAsync(Write)).ExitCode.ShouldBe(0);
            await prometheus.ShouldFindAsync($"{count} == 1");
            (await cluster.RunAsync(Write)).ExitCode.ShouldBe(0);
            await prometheus.ShouldAlertAsync($"{Alert} /label.{cluster.Name}.io firing");
        }
        finally
        {
            await cluster.RunAsync("kill $(cat proxy)");
            await proxying;
            await cluster.DisposeAsync();
        }
    }

    private static string Write => "sed 's/\"name\": \"db\"/\"name\": \"db\", \"labels\": {\"velerofreeze.io\\/freeze\": \"required\"}/' vm-$ns.yaml | kubectl create -f -";
}
