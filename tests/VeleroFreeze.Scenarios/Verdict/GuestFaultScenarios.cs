using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Sandbox.Velero;
using Expected = (string Guest, string Outcomes);

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>Every guest that the sandbox knows, in one backup, under every release of KubeVirt and both families of Velero.</summary>
public sealed class GuestFaultScenarios
{
    /// <summary>What no release changes. A lying agent cannot be seen from outside, so its verdict is about what it attests.</summary>
    private static readonly Expected[] Always =
    [
        ("healthy", Frozen),
        ("no-agent", "CrashConsistent NoGuestAgent"),
        ("agent-dies", Failed),
        ("freeze-disabled", Failed),
        ("permission-denied", Failed),
        ("paused", "CrashConsistent DomainNotRunning"),
        // Its ten seconds are one of this machine's.
        ("windows", $"{Frozen}|CrashConsistent VssWindowExceeded"),
        ("lying", Frozen),
        ("stopped", $"OfflineConsistent PoweredOff|{Unwatched}"),
    ];

    private const string Failed = "CrashConsistent FreezeFailed";

    /// <summary>Whether Velero or virt-freezer gives up first: the freeze may come later all the same.</summary>
    private const string TimedOut = "CrashConsistent FreezeTimedOut";

    /// <summary>Time passes ten times as fast for these guests as for the verifier, so that what it watched by its own clock may not vouch for them.</summary>
    private const string Frozen = $"FileSystemConsistent Frozen|{Unwatched}";

    private const string Unwatched = "Unverified HistoryGap";

    private const double Speed = 10;

    public static TheoryData<string, string, string, string, string> Releases => new()
    {
        // KubeVirt, Velero, and what comes of a freeze that takes 25 s, of an agent that never answers, and of one whose words pose as those of others.
        { "0.59.2", "1.14", Failed, Failed, Failed },
        { "1.5.1", "1.14", Failed, Failed, Failed },
        { "1.5.3", "1.18", Failed, Failed, Failed },
        { "1.6.3", "1.14", TimedOut, TimedOut, Failed },
        { "1.6.5", "1.18", Frozen, TimedOut, Failed },
        { "1.6.6", "1.14", Frozen, TimedOut, Failed },
        { "1.7.2", "1.18", Frozen, TimedOut, Failed },
        { "1.7.4", "1.14", Frozen, TimedOut, Failed },
        { "1.8.3", "1.18", Frozen, TimedOut, Failed },
        { "1.9.0", "1.14", Frozen, TimedOut, Failed },
        { "1.9.0", "1.18", Frozen, TimedOut, Failed },
    };

    [Fact]
    public void No_release_of_KubeVirt_is_left_out() => Releases.Select(row => (string)row[0]).Distinct().ShouldBe(KubeVirtRelease.All.Select(release => release.Version));

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Each_guest_gets_the_verdict_it_deserves(string kubeVirt, string velero, string slow, string hangs, string logInjecting)
    {
        Expected[] expected = [.. Always, ("slow", slow), ("hangs", hangs), ("log-injecting", logInjecting)];
        await using var cluster = await VerifiedCluster.StartAsync(KubeVirtRelease.Find(kubeVirt)!, VeleroVersion.Find(velero)!, Speed);
        var verifier = cluster.StartVerifier("--leader-election", "off");
        await cluster.KubectlAsync("apply -f -", string.Join("\n---\n", expected.Select(Manifest)));
        foreach (var (guest, _) in expected.Where(one => one.Guest != "stopped"))
        {
            await cluster.StartedAsync(guest, guest);
        }

        await verifier.LineAsync("watching Backups");
        await cluster.BackUpAsync("nightly", string.Join(", ", expected.Select(one => one.Guest)));
        await cluster.AnnouncedAsync(await cluster.UidAsync("nightly"));

        var report = System.Text.Json.Nodes.JsonNode.Parse((await cluster.RunAsync("verify nightly -o json")).Output)!;
        var judged = report["virtualMachines"]!.AsArray().ToDictionary(vm => (string)vm!["namespace"]!, vm => $"{vm!["verdict"]} {vm["reasons"]![0]}");
        judged.Keys.ShouldBe(expected.Select(one => one.Guest), ignoreOrder: true);
        expected.Where(one => !one.Outcomes.Split('|').Contains(judged[one.Guest])).Select(one => $"{one.Guest}: {judged[one.Guest]}").ShouldBeEmpty();
        var truth = cluster.Freezes();
        judged.Where(one => one.Value == "FileSystemConsistent Frozen" && one.Key != "lying").ShouldAllBe(one => truth[one.Key] > 0);
    }

    private static string Manifest(Expected one) =>
        one.Guest == "stopped" ? VerifiedCluster.Manifest(one.Guest, "healthy", "Halted") : VerifiedCluster.Manifest(one.Guest, one.Guest);
}
