using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Scenarios.Verdict;

namespace VeleroFreeze.Scenarios.Examples;

/// <summary>The manifests, as their user takes them to a cluster.</summary>
public sealed partial class ScheduleScenarios
{
    private static readonly string[] Running = ["shop/appliance", "shop/billing", "shop/catalog", "shop/orders-db", "web/cache", "web/frontend"];
    private const string Night = "0 1 * * *";

    [Fact]
    public async Task The_schedule_backs_up_all_VMs_and_each_gets_the_verdict_that_its_label_asks_for()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await StartVmsAsync(cluster);
        await cluster.StartVerifier().LineAsync("watching Backups");
        var backup = await RunScheduleAsync(cluster);

        await cluster.VerdictAsync(backup);
        var report = await cluster.RunAsync($"verify {backup}");

        report.ExitCode.ShouldBe(0, report.Output);
        Verdict().Matches(report.Output).Select(match => match.Value).ShouldBe(
        [
            "shop/appliance          file-system-consistent",
            "shop/billing            file-system-consistent",
            "shop/catalog            file-system-consistent",
            "shop/file-server        offline-consistent",
            "shop/orders-db          file-system-consistent",
            "web/cache               not-covered",
            "web/frontend            file-system-consistent",
        ]);
    }

    private static async Task StartVmsAsync(VerifiedCluster cluster)
    {
        foreach (var space in new[] { "shop", "web", "office" })
        {
            await cluster.KubectlAsync($"create namespace {space}");
        }

        var injected = await Shell.RunAsync("velero-freeze inject examples/");
        injected.ExitCode.ShouldBe(0, injected.Error);
        await cluster.KubectlAsync("apply --validate=true -f -", injected.Output);
        await cluster.KubectlAsync("apply -f -", string.Join("---\n", ClaimName().Matches(injected.Output).Select(match => Claim(match.Groups[1].Value))));
        foreach (var vm in Running)
        {
            var (space, name) = (vm.Split('/')[0], vm.Split('/')[1]);
            await cluster.KubectlAsync($"wait vmi/{name} -n {space} --for=create --timeout=60s");
            await cluster.KubectlAsync($"wait vmi/{name} -n {space} --for=condition=AgentConnected --timeout=60s");
        }
    }

    /// <summary>Waits for the night, which comes every ten seconds here, and only once.</summary>
    private static async Task<string> RunScheduleAsync(VerifiedCluster cluster)
    {
        var schedule = await File.ReadAllTextAsync(Repository.Path("examples", "schedule.yaml"));
        schedule.ShouldContain(Night);
        await cluster.KubectlAsync("delete schedule nightly -n velero");
        await cluster.KubectlAsync("apply -f -", schedule.Replace(Night, "@every 10s", StringComparison.Ordinal));
        await cluster.KubectlAsync("wait schedule/nightly -n velero --for=jsonpath='{.status.lastBackup}' --timeout=60s");
        await cluster.KubectlAsync("delete schedule nightly -n velero");
        return await cluster.KubectlAsync("get backups -l velero.io/schedule-name=nightly -n velero -o jsonpath='{.items[0].metadata.name}'");
    }

    /// <summary>The disk that whoever applies the example has.</summary>
    private static string Claim(string name) => $$"""
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: {{name}}, namespace: {{(name == "frontend-root" ? "web" : "shop")}}}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 20Gi} } }

        """;

    [GeneratedRegex("^[a-z-]+/[a-z-]+ +[a-z-]+", RegexOptions.Multiline)]
    private static partial Regex Verdict();

    [GeneratedRegex("claimName: ([a-z0-9-]+)")]
    private static partial Regex ClaimName();
}
