using System.Diagnostics;
using VeleroFreeze.Scenarios.Sandbox;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Preflight;

/// <summary>The probe as a process, against guests whose freezes are known.</summary>
public sealed class ProbeFreezeScenarios(PatientVeleroCluster cluster) : IClassFixture<PatientVeleroCluster>
{
    private static readonly TimeSpan AutomaticThaw = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_healthy_guest_is_frozen_for_a_moment_and_thawed()
    {
        await cluster.StartVmAsync("probe-healthy");
        await using var probe = Probe("probe-healthy");
        (await probe.ExitAsync()).ShouldBe(0, probe.Output);
        await probe.LineAsync("probe-freeze: frozen, and the guest says so");
        await probe.LineAsync("probe-thaw: thawed, and the guest says so; it stood");
        var (from, until) = cluster.Freezes("probe-healthy").ShouldHaveSingleItem();
        (until - from).ShouldBeLessThan(AutomaticThaw);
        (await cluster.TryKubectlAsync("get backups -A -o name")).Output.ShouldNotContain("probe-healthy");
    }

    [Fact]
    public async Task A_probe_that_is_killed_leaves_a_guest_that_thaws_by_itself()
    {
        await cluster.StartVmAsync("probe-killed");
        await using (var probe = Probe("probe-killed"))
        {
            await FrozenAsync("probe-killed");
            await probe.SignalAsync("KILL");
            await probe.ExitAsync();
        }

        var (from, until) = await ThawedAsync("probe-killed");
        (until - from).ShouldBe(AutomaticThaw, TimeSpan.FromSeconds(0.5));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_probe_that_is_interrupted_thaws_at_once(string signal)
    {
        var ns = $"probe-{signal.ToLowerInvariant()}";
        await cluster.StartVmAsync(ns);
        await using var probe = Probe(ns);
        await FrozenAsync(ns);
        await probe.SignalAsync(signal);
        (await probe.ExitAsync()).ShouldBe(1, probe.Output);
        await probe.LineAsync("probe-freeze: interrupted");
        await probe.LineAsync("probe-thaw: thawed, and the guest says so");
        var (from, until) = await ThawedAsync(ns);
        (until - from).ShouldBeLessThan(AutomaticThaw);
    }

    [Fact]
    public async Task A_guest_that_refuses_fails_with_its_own_words()
    {
        await cluster.StartVmAsync("probe-denied", "permission-denied");
        await using var probe = Probe("probe-denied");
        (await probe.ExitAsync()).ShouldBe(1);
        // Of a text that is broken into lines, one word.
        await probe.LineAsync("Permission");
        await probe.LineAsync("hint: README.md#preflight-probe-freeze");
        cluster.Freezes("probe-denied").ShouldBeEmpty();
    }

    [Fact]
    public async Task No_guest_is_frozen_while_a_backup_of_it_runs()
    {
        await cluster.StartVmAsync("probe-busy");
        await cluster.KubectlAsync("create -f -", """
            apiVersion: velero.io/v1
            kind: Backup
            metadata: {name: probe-busy, namespace: velero}
            spec: {includedNamespaces: [probe-busy]}
            status: {phase: InProgress}
            """);
        await using var probe = Probe("probe-busy");
        (await probe.ExitAsync()).ShouldBe(1);
        await probe.LineAsync("probe-freeze: not probed: Backup probe-busy is in progress");
        cluster.Freezes("probe-busy").ShouldBeEmpty();
    }

    [Fact]
    public async Task No_guest_is_thawed_that_somebody_else_froze()
    {
        const string Guest = "/apis/subresources.kubevirt.io/v1/namespaces/probe-frozen/virtualmachineinstances/db";
        await cluster.StartVmAsync("probe-frozen");
        await cluster.KubectlAsync($"replace --raw {Guest}/freeze -f -", """{"unfreezeTimeout":"5m0s"}""");
        await cluster.KubectlAsync("wait vmi/db -n probe-frozen --for=jsonpath='{.status.fsFreezeStatus}'=frozen --timeout=30s");
        await using var probe = Probe("probe-frozen");
        (await probe.ExitAsync()).ShouldBe(1);
        await probe.LineAsync("probe-freeze: not probed: the guest reads frozen");
        var (_, until) = cluster.Freezes("probe-frozen").ShouldHaveSingleItem();
        until.ShouldBeGreaterThan(cluster.Host.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
    }

    private VeleroFreezeProcess Probe(string ns) =>
        VeleroFreezeProcess.Start(["preflight", "--probe-freeze", $"{ns}/db", "--yes", "--kubeconfig", cluster.KubeconfigPath]);

    private Task FrozenAsync(string ns) => UntilAsync(() => cluster.Freezes(ns).Count > 0);

    private async Task<(DateTimeOffset From, DateTimeOffset Until)> ThawedAsync(string ns)
    {
        await UntilAsync(() => cluster.Freezes(ns) is [var (_, until)] && until < cluster.Host.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
        return cluster.Freezes(ns).ShouldHaveSingleItem();
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var clock = Stopwatch.StartNew();
        while (!isSo())
        {
            clock.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(2);
        }
    }
}
