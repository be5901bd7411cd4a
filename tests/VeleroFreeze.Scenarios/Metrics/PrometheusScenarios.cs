using System.Text.Json.Nodes;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Scenarios.Verdict;
using VeleroFreeze.Scenarios.Webhook;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>The whole way: a guest without agent, a backup that Velero calls a success, and an alert in a real Prometheus that names the VM.</summary>
public sealed class PrometheusScenarios
{
    private static readonly string[] Gauges =
    [
        "velerofreeze_backup_last_hooks_failed",
        "velerofreeze_backup_last_verdict",
        "velerofreeze_vm_last_backup_verdict",
        "velerofreeze_vm_last_consistent_backup_timestamp_seconds",
    ];

    [Fact]
    public async Task A_bad_backup_alerts_by_the_VMs_name_and_a_restart_of_the_verifier_changes_no_alert()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await using var webhook = await RunningWebhook.StartAsync("--drain", "0s");
        await cluster.StartVmAsync("good", "healthy");
        await cluster.StartVmAsync("bad", "no-agent");
        var verifier = cluster.StartVerifier("--leader-election", "off");
        var before = await MetricsScenarios.ProbeAsync(verifier);
        await using var prometheus = await PrometheusServer.StartAsync(webhook.Probe, before);

        await cluster.BackUpAsync("nightly", "good, bad");
        await prometheus.ShouldAlertAsync("VeleroFreezeRequiredVmNotConsistent bad/db firing");
        await prometheus.ShouldFindAsync("velerofreeze_vm_last_backup_verdict{namespace=\"good\", verdict=\"file-system-consistent\"} == 1");
        // On a busy machine a scrape falls between the backup's end and its verdict.
        await prometheus.ShouldFindAsync("absent(ALERTS{alertname=\"VeleroFreezeVerdictsOverdue\"})");
        // Of the one VM only: no webhook was there when both were written, and one never was consistent.
        string[] expected =
        [
            "VeleroFreezeInjectionMissing bad/db pending",
            "VeleroFreezeInjectionMissing good/db pending",
            "VeleroFreezeNeverConsistent bad/db pending",
            "VeleroFreezeRequiredVmNotConsistent bad/db firing",
        ];
        (await prometheus.AlertsAsync()).ShouldBe(expected);

        var since = await prometheus.AlertTimesAsync();
        await verifier.SignalAsync("KILL");
        await verifier.ExitAsync();
        await prometheus.ShouldFindAsync($"up{{instance=\"{before}\"}} == 0");
        (await prometheus.AlertsAsync()).ShouldBe(expected);
        var after = await MetricsScenarios.ProbeAsync(cluster.StartVerifier("--leader-election", "off"));
        prometheus.Watch(webhook.Probe, after);
        await prometheus.ShouldFindAsync($"count_over_time(velerofreeze_backups_awaiting_verdict{{instance=\"{after}\"}}[1m]) > 3");
        (await prometheus.AlertTimesAsync()).ShouldBe(since);
        foreach (var gauge in Gauges)
        {
            (await prometheus.QueryAsync($"last_over_time({gauge}{{instance=\"{after}\"}}[1m])")).ShouldNotBeEmpty();
            (await prometheus.QueryAsync($"changes({gauge}{{instance=\"{after}\"}}[1m]) > 0")).ShouldBeEmpty();
        }

        await ShouldAnswerEveryPanelAsync(prometheus);
    }

    private static async Task ShouldAnswerEveryPanelAsync(PrometheusServer prometheus)
    {
        var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("deploy", "prometheus", "dashboard.json")))!;
        dashboard["templating"]!["list"]![0]!["type"]!.GetValue<string>().ShouldBe("datasource");
        var targets = dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).ToList();
        targets.Count.ShouldBeGreaterThan(8);
        foreach (var target in targets)
        {
            target!["datasource"]!["uid"]!.GetValue<string>().ShouldBe("${datasource}");
            await prometheus.QueryAsync(target["expr"]!.GetValue<string>().Replace("$__rate_interval", "1m", StringComparison.Ordinal));
        }
    }
}
