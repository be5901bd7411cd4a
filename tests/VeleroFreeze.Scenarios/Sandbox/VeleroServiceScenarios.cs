using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>What Velero does around backups: downloads, validation, schedules, and what goes when its time is over.</summary>
public sealed class VeleroServiceScenarios(HastyVeleroCluster cluster) : IClassFixture<HastyVeleroCluster>
{
    [Fact]
    public async Task A_url_opens_one_object_until_it_expires_and_its_request_goes_with_it()
    {
        await BackUpAsync("urls");
        var request = await cluster.KubectlAsync("create -o name -f -", VeleroCluster.Request("BackupLog", "urls").ToJsonString());
        await cluster.KubectlAsync($"wait {request} -n velero --for=jsonpath='{{.status.phase}}'=Processed --timeout=30s");
        var url = await cluster.KubectlAsync($"get {request} -n velero -o jsonpath='{{.status.downloadURL}}'");
        (await cluster.FetchAsync(url)).Status.ShouldBe(200);
        (await cluster.FetchAsync(url.Replace("-logs.gz", "-results.gz", StringComparison.Ordinal))).Status.ShouldBe(403);
        (await cluster.FetchAsync(url.Replace("Expires=", "Expires=9", StringComparison.Ordinal))).Status.ShouldBe(403);
        (await cluster.FetchAsync(url.Split('?')[0])).Status.ShouldBe(403);
        await cluster.KubectlAsync($"wait {request} -n velero --for=delete --timeout=60s");
        (await cluster.FetchAsync(url)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_log_can_be_missing_or_cut_short()
    {
        (await BackUpAsync("missing", "{sandbox.velerofreeze.io/log: missing}")).TextAt("status", "phase").ShouldBe("Completed");
        (await cluster.DownloadAsync("BackupLog", "missing")).Status.ShouldBe(404);
        await BackUpAsync("cut", "{sandbox.velerofreeze.io/log: truncated}");
        var log = await cluster.DownloadAsync("BackupLog", "cut");
        log.Status.ShouldBe(200);
        log.Content[..2].ShouldBe([0x1f, 0x8b]);
        log.Text.ShouldNotContain("Summary for skipped PVs");
    }

    [Fact]
    public async Task A_log_in_json_has_an_object_a_line()
    {
        await BackUpAsync("json");
        var lines = (await cluster.DownloadAsync("BackupLog", "json")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeGreaterThan(2);
        lines.Select(line => JsonNode.Parse(line).TextAt("backup")).Distinct().ShouldBe(["velero/json"]);
    }

    [Fact]
    public async Task A_request_for_no_backup_stays_empty_and_one_for_no_known_kind_is_refused()
    {
        var request = await cluster.KubectlAsync("create -o name -f -", VeleroCluster.Request("BackupLog", "nothing").ToJsonString());
        await cluster.KubectlAsync($"wait {request} -n velero --for=jsonpath='{{.status.expiration}}' --timeout=30s");
        (await cluster.GetAsync($"{request} -n velero"))["status"]!.AsObject().Select(member => member.Key).ShouldBe(["expiration"]);
        var refused = await cluster.TryKubectlAsync("create -f -", """
            {"apiVersion": "velero.io/v1", "kind": "DownloadRequest", "metadata": {"name": "odd", "namespace": "velero"}, "spec": {"target": {"kind": "BackupLogs", "name": "b"}}}
            """);
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("Unsupported value: \"BackupLogs\"");
    }

    [Fact]
    public async Task A_backup_for_an_unknown_location_is_not_run()
    {
        await cluster.KubectlAsync("create -f -", """
            {"apiVersion": "velero.io/v1", "kind": "Backup", "metadata": {"name": "lost", "namespace": "velero"}, "spec": {"storageLocation": "elsewhere"}}
            """);
        await cluster.KubectlAsync("wait backup/lost -n velero --for=jsonpath='{.status.phase}'=FailedValidation --timeout=30s");
        (await cluster.KubectlAsync("get backup lost -n velero -o jsonpath='{.status.validationErrors[*]}'")).ShouldContain("\"elsewhere\" not found");
    }

    [Fact]
    public async Task A_schedule_makes_backups_until_it_is_paused()
    {
        await cluster.KubectlAsync("create -f -", Schedule("often", "@every 1m"));
        await cluster.KubectlAsync("wait schedule/often -n velero --for=jsonpath='{.status.lastBackup}' --timeout=30s");
        await cluster.KubectlAsync("""patch schedule often -n velero --type=merge -p '{"spec":{"paused":true}}'""");
        var first = (await cluster.GetAsync("backups -n velero -l velero.io/schedule-name=often")).ArrayAt("items").Objects().First();
        first.TextAt("metadata", "name").ShouldNotBeNull().ShouldMatch("^often-[0-9]{14}$");
        first.TextAt("metadata", "labels", "tier").ShouldBe("gold");
        (await cluster.KubectlAsync("get schedule often -n velero")).ShouldContain("Enabled");
        await cluster.KubectlAsync("create -f -", Schedule("nightly", "0 1 * * *"));
        await cluster.KubectlAsync("wait schedule/nightly -n velero --for=jsonpath='{.status.phase}'=FailedValidation --timeout=30s");
    }

    [Fact]
    public async Task A_schedule_is_looked_at_again_when_it_is_changed()
    {
        await cluster.KubectlAsync("create -f -", Schedule("mended", "0 1 * * *"));
        await cluster.KubectlAsync("wait schedule/mended -n velero --for=jsonpath='{.status.phase}'=FailedValidation --timeout=30s");
        await cluster.KubectlAsync("""patch schedule mended -n velero --type=merge -p '{"spec":{"schedule":"@every 1000h"}}'""");
        await cluster.KubectlAsync("wait schedule/mended -n velero --for=jsonpath='{.status.phase}'=Enabled --timeout=30s");
        (await cluster.KubectlAsync("get schedule mended -n velero -o jsonpath='{.status.validationErrors}'")).ShouldBeEmpty();
        await cluster.KubectlAsync("""patch schedule mended -n velero --type=merge -p '{"spec":{"schedule":"@every never"}}'""");
        await cluster.KubectlAsync("wait schedule/mended -n velero --for=jsonpath='{.status.phase}'=FailedValidation --timeout=30s");
    }

    [Fact]
    public async Task A_backup_goes_when_its_time_is_over_or_when_somebody_says_so()
    {
        await cluster.KubectlAsync("create -f -", """
            {"apiVersion": "velero.io/v1", "kind": "Backup", "metadata": {"name": "short", "namespace": "velero"}, "spec": {"includedNamespaces": ["none"], "ttl": "2m"}}
            """);
        await cluster.KubectlAsync("wait backup/short -n velero --for=delete --timeout=60s");
        cluster.Host.Velero!.Artifacts("short").ShouldBeEmpty();
        await BackUpAsync("unloved");
        await cluster.KubectlAsync("create -f -", """
            {"apiVersion": "velero.io/v1", "kind": "DeleteBackupRequest", "metadata": {"name": "unloved", "namespace": "velero"}, "spec": {"backupName": "unloved"}}
            """);
        await cluster.KubectlAsync("wait backup/unloved deletebackuprequest/unloved -n velero --for=delete --timeout=60s");
        cluster.Host.Velero.Artifacts("unloved").ShouldBeEmpty();
    }

    private async Task<JsonNode> BackUpAsync(string ns, string annotations = "{}")
    {
        await cluster.KubectlAsync($"create namespace {ns}");
        return await cluster.BackUpAsync(ns, annotations: annotations);
    }

    private static string Schedule(string name, string when) => $$"""
        apiVersion: velero.io/v1
        kind: Schedule
        metadata: {name: {{name}}, namespace: velero}
        spec: {schedule: "{{when}}", template: {metadata: {labels: {tier: gold} }, includedNamespaces: [default]} }
        """;
}
