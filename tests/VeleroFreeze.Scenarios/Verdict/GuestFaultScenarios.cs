using VeleroFreeze.Sandbox.Releases;
using Expected = (string Guest, string Outcomes);

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>Every guest that the sandbox knows, in one backup, under every release of KubeVirt and both families of Velero.</summary>
public abstract class GuestFaultScenarios
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

    protected const string Failed = "CrashConsistent FreezeFailed";

    /// <summary>Whether Velero or virt-freezer gives up first: the freeze may come later all the same.</summary>
    protected const string TimedOut = "CrashConsistent FreezeTimedOut";

    /// <summary>Time passes ten times as fast for these guests as for the verifier, so that what it watched by its own clock may not vouch for them.</summary>
    protected const string Frozen = $"FileSystemConsistent Frozen|{Unwatched}";

    private const string Unwatched = "Unverified HistoryGap";

    private const double Speed = 10;

    /// <param name="kubeVirt">A release.</param>
    /// <param name="velero">A release.</param>
    /// <param name="slow">What comes of a freeze that takes 25 s.</param>
    /// <param name="hangs">Of an agent that never answers.</param>
    /// <param name="logInjecting">Of one whose words pose as those of others.</param>
    private protected static async Task JudgeAsync(string kubeVirt, string velero, string slow, string hangs, string logInjecting)
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

/// <summary>With Velero 1.14, which knows no item blocks.</summary>
public sealed class Velero114GuestScenarios : GuestFaultScenarios
{
    public static TheoryData<string, string, string, string> Releases => new()
    {
        { "0.59.2", Failed, Failed, Failed },
        { "1.5.1", Failed, Failed, Failed },
        { "1.6.3", TimedOut, TimedOut, Failed },
        { "1.6.6", Frozen, TimedOut, Failed },
        { "1.7.4", Frozen, TimedOut, Failed },
        { "1.9.0", Frozen, TimedOut, Failed },
    };

    [Theory]
    [MemberData(nameof(Releases))]
    public Task Each_guest_gets_the_verdict_it_deserves(string kubeVirt, string slow, string hangs, string logInjecting) => JudgeAsync(kubeVirt, "1.14", slow, hangs, logInjecting);
}

/// <summary>With Velero 1.18, which backs up a VM and its disks as one item block.</summary>
public sealed class Velero118GuestScenarios : GuestFaultScenarios
{
    public static TheoryData<string, string, string, string> Releases => new()
    {
        { "1.5.3", Failed, Failed, Failed },
        { "1.6.5", Frozen, TimedOut, Failed },
        { "1.7.2", Frozen, TimedOut, Failed },
        { "1.8.3", Frozen, TimedOut, Failed },
        { "1.9.0", Frozen, TimedOut, Failed },
    };

    [Fact]
    public void No_release_of_KubeVirt_is_left_out() =>
        Releases.Concat(Velero114GuestScenarios.Releases).Select(row => (string)row[0]).Distinct().ShouldBe(KubeVirtRelease.All.Select(release => release.Version), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Releases))]
    public Task Each_guest_gets_the_verdict_it_deserves(string kubeVirt, string slow, string hangs, string logInjecting) => JudgeAsync(kubeVirt, "1.18", slow, hangs, logInjecting);
}
