using System.Net;
using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Scenarios.Verdict;
using VeleroFreeze.Scenarios.Webhook;
using VeleroFreeze.Tests.Hosting;
using VeleroFreeze.Tests.Webhook;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>What the running roles tell Prometheus.</summary>
public sealed class MetricsScenarios
{
    [Fact]
    public async Task The_webhook_under_load_counts_every_answer_and_its_page_is_clean()
    {
        await using var webhook = await RunningWebhook.StartAsync("--drain", "0s");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
            {
                await webhook.ShouldServeAsync();
                (await Scraper.ScrapeAsync(webhook.Probe)).ShouldContain("# TYPE velerofreeze_admission_duration_seconds histogram\n");
            }
        }));
        (await webhook.PostAsync("/mutate", "{}")).Status.ShouldBe(400);
        (await webhook.PostAsync("/mutate", Reviews.Create(Reviews.Vm()).Replace("\"CREATE\"", "\"hostile\\n\"", StringComparison.Ordinal))).ShouldAllow();

        var scrape = await Scraper.ScrapeAsync(webhook.Probe);
        await Scraper.ShouldBeCleanAsync(scrape);
        scrape.Split('\n').Where(line => line.StartsWith("velerofreeze_", StringComparison.Ordinal)).ShouldAllBe(line => line.Contains("{otel_scope_name=\"VeleroFreeze.Webhook"));
        Regex.Count(scrape, "^target_info{.*service_name=\"velero-freeze-webhook\"", RegexOptions.Multiline, TimeSpan.FromSeconds(60)).ShouldBe(1);
        Requests(scrape, "CREATE", "injected").ShouldBe(200);
        Requests(scrape, "other", "refused").ShouldBe(1);
        Requests(scrape, "other", "skipped").ShouldBe(1);
        Requests(scrape, "UPDATE", "failed").ShouldBe(0);
        Scraper.Value(scrape, "velerofreeze_admission_duration_seconds_count").ShouldBe(202);
        Scraper.Value(scrape, "velerofreeze_certificate_not_after_timestamp_seconds{kind=\"serving\"}")
            .ShouldBeGreaterThan(Scraper.Value(scrape, "velerofreeze_certificate_not_before_timestamp_seconds{kind=\"serving\"}"));
    }

    [Fact]
    public async Task The_verifier_tells_of_schedules_and_VMs_and_a_restart_tells_the_same()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await cluster.StartVmAsync("good", "healthy");
        await cluster.StartVmAsync("bad", "no-agent");
        var verifier = cluster.StartVerifier("--leader-election", "off");
        await verifier.LineAsync("watching Backups");
        await cluster.BackUpAsync("nightly", "good, bad");
        await cluster.VerdictAsync("nightly");

        const string Bad = "velerofreeze_vm_last_backup_verdict{name=\"db\",namespace=\"bad\",policy=\"required\",verdict=\"crash-consistent\"} 1";
        var scrape = await Scraper.ScrapeUntilAsync(await ProbeAsync(verifier), Bad);
        await Scraper.ShouldBeCleanAsync(scrape);
        Scraper.Value(scrape, "velerofreeze_backups_verified_total{schedule=\"\",verdict=\"crash-consistent\"}").ShouldBe(1);
        Scraper.Value(scrape, "velerofreeze_hooks_attempted_total{schedule=\"\"}").ShouldBe(4);
        Scraper.Value(scrape, "velerofreeze_hooks_failed_total{schedule=\"\"}").ShouldBe(0);
        Scraper.Value(scrape, "velerofreeze_evidence_errors_total{reason=\"unreachable\"}").ShouldBe(0);
        Scraper.Value(scrape, "velerofreeze_vm_freeze_duration_seconds_count").ShouldBe(1);
        Scraper.Value(scrape, "velerofreeze_backup_last_policy_met{schedule=\"\"}").ShouldBe(0);
        Scraper.Value(scrape, "velerofreeze_vm_last_backup_verdict{name=\"db\",namespace=\"good\",policy=\"required\",verdict=\"file-system-consistent\"}").ShouldBe(1);
        Scraper.Value(scrape, "velerofreeze_vm_last_consistent_backup_timestamp_seconds{name=\"db\",namespace=\"bad\"}").ShouldBe(0);
        // No webhook was there when these VMs were written.
        Scraper.Value(scrape, "velerofreeze_vm_injection_missing{name=\"db\",namespace=\"good\"}").ShouldBe(1);

        await verifier.SignalAsync("KILL");
        await verifier.ExitAsync();
        var successor = cluster.StartVerifier("--leader-election", "off");
        Gauges(await Scraper.ScrapeUntilAsync(await ProbeAsync(successor), Bad)).ShouldBe(Gauges(scrape));

        await cluster.KubectlAsync("delete vm/db -n bad");
        await Scraper.ScrapeUntilGoneAsync(await ProbeAsync(successor), Bad);
        await cluster.KubectlAsync("delete backup/nightly -n velero");
        await Scraper.ScrapeUntilGoneAsync(await ProbeAsync(successor), "velerofreeze_backup_last_policy_met{schedule=\"\"} 0");
    }

    [Fact]
    public async Task Of_two_verifiers_only_the_leader_speaks_of_Backups_and_VMs()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        var leader = cluster.StartVerifier();
        await leader.LineAsync("watching Backups");
        await Scraper.ScrapeUntilAsync(await ProbeAsync(leader), "velerofreeze_backups_awaiting_verdict 0");
        var other = cluster.StartVerifier();
        var scrape = await Scraper.ScrapeAsync(await ProbeAsync(other));
        scrape.ShouldContain("velerofreeze_evidence_errors_total");
        scrape.ShouldNotContain("backup");
        scrape.ShouldNotContain("vm_");
    }

    [Fact]
    public async Task Where_a_collector_is_named_the_same_metrics_are_pushed_to_it()
    {
        using var collector = new HttpListener();
        var address = PrometheusServer.FreePort();
        collector.Prefixes.Add($"http://{address}/");
        collector.Start();
        await using var webhook = await RunningWebhook.StartAsync(
            new TlsFolder(TestAuthority.Create("authority")),
            ["--drain", "0s"],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{address}"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"));
        var missing = new HashSet<string>(["velerofreeze.admission.requests", "velerofreeze.certificate.not_after_timestamp"], StringComparer.Ordinal);
        while (missing.Count > 0)
        {
            var push = await collector.GetContextAsync().WaitAsync(TimeSpan.FromSeconds(60));
            push.Request.Url!.AbsolutePath.ShouldBe("/v1/metrics");
            using var body = new StreamReader(push.Request.InputStream, System.Text.Encoding.Latin1);
            var text = await body.ReadToEndAsync();
            missing.RemoveWhere(name => text.Contains(name, StringComparison.Ordinal));
            push.Response.Close();
        }
    }

    internal static async Task<IPEndPoint> ProbeAsync(VeleroFreezeProcess verifier) =>
        IPEndPoint.Parse((await verifier.LineAsync(new Regex(@"started .* probe=(\S+)", RegexOptions.None, TimeSpan.FromSeconds(60)))).Groups[1].Value);

    private static double Requests(string scrape, string operation, string outcome) =>
        Scraper.Value(scrape, $"velerofreeze_admission_requests_total{{operation=\"{operation}\",outcome=\"{outcome}\"}}");

    private static string[] Gauges(string scrape) =>
        [.. scrape.Split('\n').Where(line => Regex.IsMatch(line, "^velerofreeze_(backup|vm)_(last|injection)", RegexOptions.None, TimeSpan.FromSeconds(60))).Order(StringComparer.Ordinal)];
}
