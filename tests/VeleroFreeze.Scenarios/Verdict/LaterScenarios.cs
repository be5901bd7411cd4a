using System.Globalization;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>Backups that are judged later than others: their log comes late, or nobody watched when they ended.</summary>
public sealed class LaterScenarios
{
    [Fact]
    public async Task A_log_that_comes_late_makes_a_verdict_of_what_was_unverified()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await cluster.StartVmAsync("good", "healthy");
        var verifier = cluster.StartVerifier("--leader-election", "off", "--late-evidence", "2s");
        await verifier.LineAsync("watching Backups");
        // Later than the first look, which comes as soon as the watches have told what happened up to the end.
        await cluster.BackUpAsync("nightly", "good", annotations: "{sandbox.velerofreeze.io/log: late=40s}");
        (await cluster.VerdictAsync("nightly")).ShouldBe("unverified", verifier.Output);
        await cluster.VerdictAsync("nightly", "file-system-consistent");
        await cluster.AnnouncedAsync(await cluster.UidAsync("nightly"));

        await verifier.LineAsync("is looked at again in 2 s: its log is missing");
        Verdicts(verifier.Lines).ShouldBe(["unverified", "file-system-consistent"]);
        (await cluster.KubectlAsync(@"get backup/nightly -n velero -o jsonpath='{.metadata.annotations.velerofreeze\.io/summary}'")).ShouldStartWith("file-system-consistent: ");
        (await cluster.ListAsync("configmaps -n velerofreeze -l app.kubernetes.io/managed-by=velerofreeze")).Count.ShouldBe(1);
        var events = await cluster.ListAsync("events -n good --field-selector reportingComponent=velerofreeze.io/verifier");
        events.Select(found => $"{found!["reason"]} {found["type"]}").ShouldBe(["Unverified Warning", "FileSystemConsistent Normal"], ignoreOrder: true);
    }

    [Fact]
    public async Task Backups_from_before_the_first_start_are_judged_once_as_far_back_as_it_is_told_to_look()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await cluster.StartVmAsync("good", "healthy");
        await cluster.BackUpAsync("nightly", "good");
        await cluster.WaitForEndAsync("nightly");
        await cluster.KubectlAsync("create -f -", Ended("two-days-old", TimeSpan.FromDays(2)));

        var (first, firstSaid) = await RunAsync(cluster, []);
        first.ShouldBe(["nightly unverified"], firstSaid);
        (await cluster.KubectlAsync("get backup/two-days-old -n velero -o jsonpath='{.metadata.labels}'")).ShouldNotContain("velerofreeze.io");
        (await cluster.ReportAsync(await cluster.UidAsync("nightly"))).ShouldContain("FactsAfterTheFact");

        var (second, secondSaid) = await RunAsync(cluster, ["--since", "72h"]);
        second.ShouldBe(["two-days-old not-applicable"], secondSaid);
        var (third, thirdSaid) = await RunAsync(cluster, ["--since", "72h"]);
        third.ShouldBeEmpty(thirdSaid);
    }

    /// <summary>A verifier from its start until it has nothing left to do; a Backup that it does not judge at once, it does not judge at all.</summary>
    private static async Task<(IReadOnlyList<string> Judged, string Output)> RunAsync(VerifiedCluster cluster, string[] arguments)
    {
        var verifier = cluster.StartVerifier(["--leader-election", "off", .. arguments]);
        await verifier.LineAsync("watching Backups veleroNamespace=velero count=2");
        // The last in the list of this run, and looked at after the others.
        var marker = $"marker-{Guid.NewGuid():N}"[..16];
        await cluster.BackUpAsync(marker, "default");
        await cluster.VerdictAsync(marker);
        await verifier.SignalAsync("TERM");
        await verifier.ExitAsync();
        await cluster.KubectlAsync($"delete backup/{marker} -n velero");
        return ([.. verifier.Lines.Where(line => line.Contains(" verdict backup=", StringComparison.Ordinal) && !line.Contains(marker, StringComparison.Ordinal))
            .Select(line => $"{Field(line, "backup=velero/")} {Field(line, "verdict=")}")], verifier.Output);
    }

    private static IEnumerable<string> Verdicts(IEnumerable<string> lines) =>
        lines.Where(line => line.Contains(" verdict backup=", StringComparison.Ordinal)).Select(line => Field(line, "verdict="));

    private static string Field(string line, string name) => line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length)..].Split(' ')[0];

    private static string Ended(string name, TimeSpan ago)
    {
        var then = (TimeProvider.System.GetUtcNow() - ago).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return $$"""
            apiVersion: velero.io/v1
            kind: Backup
            metadata: {name: {{name}}, namespace: velero}
            spec: {includedNamespaces: [elsewhere], storageLocation: default}
            status: {phase: Completed, startTimestamp: "{{then}}", completionTimestamp: "{{then}}"}
            """;
    }
}
