using System.IO.Compression;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>What the verifier writes down of the cluster while a backup runs.</summary>
public sealed class HistoryScenarios
{
    private static readonly VirtualMachineKey Good = new("good", "db");

    [Fact]
    public async Task A_change_of_leader_in_the_middle_leaves_no_gap()
    {
        await using var cluster = await SlowAsync();
        var first = cluster.StartVerifier();
        await first.LineAsync("watching Backups");
        await using var gateway = await cluster.OpenGatewayAsync();
        var second = cluster.StartVerifier(gateway);
        await second.LineAsync("started cluster");
        await cluster.StartVmAsync("good", "healthy");
        // The one that stands by has its lists by now.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await cluster.BackUpAsync("nightly", "good");
        await first.LineAsync("when=start");
        await first.SignalAsync("KILL");
        await second.LineAsync("when=end", TimeSpan.FromSeconds(90));

        var (history, started, ended) = (Last(gateway), await StartAsync(cluster), await EndAsync(cluster));
        history.Covers(started, ended).ShouldBeTrue(ClusterHistoryText(history));
        history.VirtualMachines[Good].Where(state => state.At >= started).Select(state => state.Machine!.InstanceUid).Distinct().Count().ShouldBeLessThanOrEqualTo(1, ClusterHistoryText(history));
        (await cluster.VerdictAsync("nightly")).ShouldBe("file-system-consistent", second.Output);
    }

    [Fact]
    public async Task A_verifier_that_was_restarted_in_the_middle_leaves_a_gap_that_is_recorded()
    {
        await using var cluster = await SlowAsync();
        await cluster.StartVmAsync("good", "healthy");
        var first = cluster.StartVerifier("--leader-election", "off");
        await first.LineAsync("watching Backups");
        // By now the server has said something on each watch since the last of the lists.
        await Task.Delay(TimeSpan.FromSeconds(20));
        await cluster.BackUpAsync("nightly", "good");
        await first.LineAsync("when=start");
        await first.SignalAsync("KILL");
        await first.ExitAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        await using var gateway = await cluster.OpenGatewayAsync();
        var successor = cluster.StartVerifier(gateway, "--leader-election", "off");
        await successor.LineAsync("when=end", TimeSpan.FromSeconds(120));

        var (history, started, ended) = (Last(gateway), await StartAsync(cluster), await EndAsync(cluster));
        history.Watched.Count.ShouldBe(2, ClusterHistoryText(history));
        history.Covers(started, ended).ShouldBeFalse();
    }

    [Fact]
    public async Task A_snapshot_by_somebody_else_is_recorded_with_its_VM_and_what_was_recorded_goes_with_the_verdict()
    {
        await using var cluster = await SlowAsync();
        await using var gateway = await cluster.OpenGatewayAsync();
        var verifier = cluster.StartVerifier(gateway, "--leader-election", "off");
        await verifier.LineAsync("watching Backups");
        await cluster.StartVmAsync("good", "healthy");
        await cluster.BackUpAsync("nightly", "good");
        await verifier.LineAsync("when=start");
        await cluster.KubectlAsync("create -f -", """
            apiVersion: snapshot.kubevirt.io/v1beta1
            kind: VirtualMachineSnapshot
            metadata: {name: by-hand, namespace: good}
            spec: {source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: db} }
            """);
        await verifier.LineAsync("when=end", TimeSpan.FromSeconds(90));

        Last(gateway).Actors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            actor => actor.Kind.ShouldBe("VirtualMachineSnapshot"),
            actor => actor.Name.ShouldBe("by-hand"),
            actor => actor.Machine.ShouldBe(Good),
            actor => actor.To.ShouldBeNull());

        var uid = await cluster.UidAsync("nightly");
        await cluster.AnnouncedAsync(uid);
        (await DroppedAsync(cluster, uid)).ShouldBe(["report.json.gz"]);
    }

    [Fact]
    public async Task Nothing_is_read_of_the_whole_cluster_for_a_single_Backup()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await using var gateway = await cluster.OpenGatewayAsync();
        var verifier = cluster.StartVerifier(gateway, "--leader-election", "off");
        await verifier.LineAsync("watching Backups");
        await cluster.StartVmAsync("good", "healthy");
        await cluster.BackUpAsync("first", "good");
        await cluster.VerdictAsync("first");
        gateway.Answered.Clear();
        await cluster.BackUpAsync("second", "good");
        await cluster.VerdictAsync("second");

        string[] ofWholeCluster = ["/virtualmachines", "/virtualmachineinstances", "/pods", "/persistentvolumeclaims", "/namespaces", "/virtualmachinebackups", "/virtualmachinesnapshots"];
        var lists = gateway.Answered.Select(answered => answered.Request).Where(request => request is { Method: "GET", IsWatch: false }).Select(request => request.Path).ToList();
        lists.ShouldNotBeEmpty();
        lists.Where(path => ofWholeCluster.Any(end => path.EndsWith(end, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    /// <summary>What is left in a record a moment after everything was told.</summary>
    private static async Task<IReadOnlyList<string>> DroppedAsync(VerifiedCluster cluster, string uid)
    {
        for (var i = 0; ; i++)
        {
            var record = JsonNode.Parse(await cluster.KubectlAsync($"get configmap/velerofreeze-{uid} -n velerofreeze -o json"))!;
            List<string> keys = [.. record["binaryData"]!.AsObject().Select(part => part.Key)];
            if (keys.Count == 1 || i == 20)
            {
                return keys;
            }

            await Task.Delay(500);
        }
    }

    /// <summary>Backups that take ten seconds and more, by a clock like that of the verifier.</summary>
    private static Task<VerifiedCluster> SlowAsync() => VerifiedCluster.StartAsync(KubeVirtRelease.All[^1], VeleroVersion.All[^1], speed: 1);

    /// <summary>The last history that was written by way of a gateway.</summary>
    private static ClusterHistory Last(Gateway gateway) => ClusterHistoryJson.Read(Unpacked(gateway.Answered
        .Where(answered => answered.Status < 300 && answered.Request.IsWrite && answered.Request.Path.Contains("/configmaps", StringComparison.Ordinal))
        .Select(answered => JsonNode.Parse(answered.Request.Body)?["binaryData"]?["history.json.gz"]?.GetValue<string>()).OfType<string>().Last()));

    private static byte[] Unpacked(string text)
    {
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static string ClusterHistoryText(ClusterHistory history) => System.Text.Encoding.UTF8.GetString(ClusterHistoryJson.Write(history));

    private static async Task<DateTimeOffset> StartAsync(VerifiedCluster cluster) => DateTimeOffset.Parse(
        (await cluster.KubectlAsync("get backup/nightly -n velero -o jsonpath='{.status.startTimestamp}'")).Trim(), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<DateTimeOffset> EndAsync(VerifiedCluster cluster) => DateTimeOffset.Parse(
        (await cluster.KubectlAsync("get backup/nightly -n velero -o jsonpath='{.status.completionTimestamp}'")).Trim(), System.Globalization.CultureInfo.InvariantCulture);
}
