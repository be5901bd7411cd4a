using System.Diagnostics;
using Xunit.Abstractions;

namespace VeleroFreeze.Scenarios.Certificates;

/// <summary>Certificates change while VMs are written all the time, and not one write is passed over.</summary>
public sealed class RotationScenarios(ITestOutputHelper output)
{
    private const string Authority = "velerofreeze-webhook-ca";
    private const string Leaf = "velerofreeze-webhook-tls";
    private const int Swaps = 500;

    [Fact]
    [Trait("Run", "Full")]
    public async Task A_change_of_authority_killed_in_any_of_its_phases_and_five_hundred_new_certificates_fail_no_admission()
    {
        await using var cluster = await RotatedCluster.StartAsync();
        cluster.Create();
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        foreach (var point in KillPoint.All)
        {
            var into = point.Lasts * random.NextDouble();
            output.WriteLine($"killed {into.TotalSeconds:0.000} s into: {point.Name}");
            await ChangeAuthorityAsync(cluster, point, into);
        }

        var started = Stopwatch.GetTimestamp();
        for (var swap = 0; swap < Swaps; swap++)
        {
            var before = await cluster.DataAsync(Leaf, "tls.crt");
            await cluster.AskAsync(Leaf);
            await cluster.UntilAsync(async () => await cluster.DataAsync(Leaf, "tls.crt") != before, "a new certificate");
        }

        output.WriteLine($"{Swaps} certificates in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, {cluster.Created} VMs created meanwhile");
        (await cluster.UnprotectedAsync()).ShouldBeEmpty(cluster.Cluster.Runner.Output);
        cluster.FailedOpen.ShouldBe(0);
        cluster.Certs.Restarts.ShouldBe(KillPoint.All.Count);
        cluster.Created.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task What_somebody_edits_or_deletes_is_put_right_and_no_admission_fails_for_a_lost_authority()
    {
        await using var cluster = await RotatedCluster.StartAsync();
        var wanted = await cluster.BundlesAsync();
        var edited = Stopwatch.GetTimestamp();
        await cluster.Cluster.KubectlAsync("""patch mutatingwebhookconfiguration velerofreeze --type=json -p '[{"op":"remove","path":"/webhooks/1/clientConfig/caBundle"}]'""");
        await cluster.UntilAsync(async () => (await cluster.BundlesAsync()).SequenceEqual(wanted), "the bundle that was taken out");
        Stopwatch.GetElapsedTime(edited).ShouldBeLessThan(TimeSpan.FromSeconds(10));

        // The API server keeps a connection for a moment after a bundle changed; what it lets through until then is not ours to answer for.
        var before = cluster.FailedOpen;
        cluster.Create();
        var lost = await cluster.DataAsync(Authority, "ca.crt");
        await cluster.Cluster.KubectlAsync($"delete secret {Authority} -n {RotatedCluster.Space}");
        await cluster.UntilAsync(async () => await cluster.DataAsync(Authority, "ca.crt") is { } made && made != lost, "another authority");
        await cluster.UntilAsync(async () => await cluster.DataAsync(Leaf, "ca.crt") == await cluster.DataAsync(Authority, "ca.crt"), "a certificate by the other authority");
        await cluster.UntilAsync(async () => await cluster.DataAsync(Authority, "retired.crt") is null, "the end of the old authority");
        (await cluster.UnprotectedAsync()).ShouldBeEmpty(cluster.Cluster.Runner.Output);
        cluster.FailedOpen.ShouldBe(before);
    }

    /// <summary>One that signs for no key of ours, and one that would: neither may cost the served certificate its trust, or end the process.</summary>
    [Theory]
    [InlineData("rsa:2048")]
    [InlineData("ec -pkeyopt ec_paramgen_curve:P-256")]
    public async Task An_authority_that_somebody_puts_into_the_Secret_fails_no_admission(string kind)
    {
        await using var cluster = await RotatedCluster.StartAsync();
        cluster.Create();
        var own = await cluster.DataAsync(Leaf, "ca.crt");
        await cluster.PutAuthorityAsync(kind);
        await cluster.UntilAsync(async () => await cluster.DataAsync(Leaf, "ca.crt") is { } signer && signer != own && signer == await cluster.DataAsync(Authority, "ca.crt"), "a certificate by a new authority");
        await cluster.UntilAsync(async () => await cluster.DataAsync(Authority, "retired.crt") is null, "the end of the old authority");
        (await cluster.UnprotectedAsync()).ShouldBeEmpty(cluster.Cluster.Runner.Output);
        cluster.FailedOpen.ShouldBe(0);
        cluster.Certs.Restarts.ShouldBe(0, cluster.Certs.Output);
    }

    [Fact]
    public async Task Its_state_is_told_to_whoever_asks()
    {
        await using var cluster = await RotatedCluster.StartAsync();
        var status = await cluster.StatusAsync("");
        status.ExitCode.ShouldBe(0, status.Output + status.Error);
        status.Output.ShouldStartWith("phase: steady\nserving             ");
        status.Output.ShouldContain("required.velerofreeze.io trusts ");
        status.Output.ShouldNotContain("PRIVATE KEY");
        (await cluster.StatusAsync("-o json")).Output.ShouldContain("\"trustsServing\": true");
        // From outside the cluster, where nobody can connect to a Service: the webhook has it said along with the answer to a dry run.
        (await cluster.RunAsync("preflight -o json")).Output.ShouldContain("\"reason\": \"trusted by the API server; 13 days left\"");
        (await cluster.RunAsync("certs rotate --authority")).Output.ShouldBe("asked for a new authority; certs status shows how it goes\n");
        (await cluster.StatusAsync("-n nowhere")).Output.ShouldContain("problem: there is no serving certificate");
        (await cluster.StatusAsync("-n nowhere")).ExitCode.ShouldBe(1);
        cluster.Cluster.Runner.Output.ShouldNotContain("PRIVATE KEY");
    }

    private static async Task ChangeAuthorityAsync(RotatedCluster cluster, KillPoint point, TimeSpan into)
    {
        var before = await cluster.DataAsync(Authority, "ca.crt");
        await cluster.AskAsync(Authority);
        await cluster.UntilAsync(() => point.HasBegun(cluster, before), point.Name);
        await Task.Delay(into);
        cluster.Certs.Kill();
        await cluster.UntilAsync(async () => await cluster.DataAsync(Authority, "ca.crt") != before, "another authority");
        await cluster.UntilAsync(async () => await cluster.DataAsync(Authority, "retired.crt") is null, "the end of the old authority");
        await cluster.UntilAsync(async () => (await cluster.BundlesAsync()).All(bundle => KillPoint.Count(bundle) == 1), "trust in the new authority alone");
    }
}
