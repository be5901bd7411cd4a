using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>
/// KubeVirt's data mover in Velero's place: Velero's hooks freeze nothing that counts, and what does is told by an object that is gone when the backup ends.
/// </summary>
public sealed class DataMoverScenarios
{
    [Theory]
    [InlineData("1.9", "healthy", "FileSystemConsistent", "no-agent", "CrashConsistent", "freeze-disabled", "CrashConsistent")]
    [InlineData("1.8", "healthy", "Unverified", "no-agent", "CrashConsistent")]
    public async Task What_KubeVirt_said_while_it_lasted_is_what_counts(string kubeVirt, params string[] guestsAndVerdicts)
    {
        var expected = guestsAndVerdicts.Chunk(2).Select(pair => (Guest: pair[0], Verdict: pair[1])).ToList();
        // The times of the API server are compared with those of the log.
        await using var cluster = await VerifiedCluster.StartAsync(KubeVirtRelease.Find(kubeVirt)!, VeleroVersion.Find("1.18")!, speed: 1);
        var verifier = cluster.StartVerifier("--leader-election", "off");
        await cluster.KubectlAsync("apply -f -", string.Join("\n---\n", expected.Select(one => VerifiedCluster.Manifest(one.Guest, one.Guest, snapshot: "kubevirt"))));
        foreach (var (guest, _) in expected)
        {
            await cluster.StartedAsync(guest, guest);
        }

        await verifier.LineAsync("watching Backups");
        await cluster.BackUpAsync("nightly", string.Join(", ", expected.Select(one => one.Guest)), movesData: true);
        await cluster.WaitForEndAsync("nightly");
        await cluster.AnnouncedAsync(await cluster.UidAsync("nightly"));

        (await cluster.ListAsync("virtualmachinebackups -A")).ShouldBeEmpty();
        var report = JsonNode.Parse((await cluster.RunAsync("verify nightly -o json")).Output)!;
        report["virtualMachines"]!.AsArray().Select(vm => ((string)vm!["namespace"]!, (string)vm["verdict"]!)).ShouldBe(expected, ignoreOrder: true);
        report["virtualMachines"]!.AsArray().ShouldAllBe(vm => ((string)vm!["reasons"]![0]!).StartsWith("QuiescedElsewhere", StringComparison.Ordinal));
        report["virtualMachines"]!.AsArray().ShouldAllBe(vm => (string)vm!["volumes"]![0]!["method"]! == "other");

        // The hook's, which Velero counts as a success, and KubeVirt's own.
        cluster.Freezes()["healthy"].ShouldBe(2);
        cluster.Freezes()["no-agent"].ShouldBe(0);

        // What KubeVirt said lies in no file of Velero.
        var fromFiles = await cluster.VerifyFilesAsync("nightly");
        fromFiles.ExitCode.ShouldBe(3, fromFiles.Output);
        fromFiles.Output.ShouldNotContain("file-system-consistent");
    }
}
