namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>The main job: a backup runs by Velero's rules, and the verifier says what it is worth.</summary>
public sealed class VerifierScenarios
{
    [Fact]
    public async Task A_frozen_VM_is_told_from_one_without_agent_although_Velero_counts_no_failure()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        var verifier = cluster.StartVerifier();
        await verifier.LineAsync("watching Backups");
        await cluster.StartVmAsync("good", "healthy");
        await cluster.StartVmAsync("bad", "no-agent");
        await cluster.BackUpAsync("nightly", "good, bad");
        (await cluster.VerdictAsync("nightly")).ShouldBe("crash-consistent", await cluster.KubectlAsync("get backup/nightly -n velero -o jsonpath='{.metadata.annotations}'"));
        await cluster.AnnouncedAsync(await cluster.UidAsync("nightly"));
        (await cluster.KubectlAsync("get backup/nightly -n velero -o jsonpath='{.status.hookStatus}'")).ShouldBe("""{"hooksAttempted":4}""");

        var events = await cluster.ListAsync("events -A --field-selector reportingComponent=velerofreeze.io/verifier");
        events.Select(e => $"{e!["involvedObject"]!["namespace"]} {e["reason"]} {e["type"]}").ShouldBe(["good FileSystemConsistent Normal", "bad CrashConsistent Warning"], ignoreOrder: true);
        (await cluster.ListAsync("downloadrequests -n velero")).ShouldBeEmpty();

        var verified = await cluster.RunAsync("verify nightly");
        verified.ExitCode.ShouldBe(1, verified.Output);
        verified.Output.ShouldContain("Backup velero/nightly: crash-consistent, policy NOT met");
        var explained = await cluster.RunAsync("explain nightly bad/db");
        explained.ExitCode.ShouldBe(0, explained.Output);
        explained.Output.ShouldContain("What to do about NoGuestAgent:");

        var fromFiles = await cluster.VerifyFilesAsync("nightly");
        fromFiles.ExitCode.ShouldBe(1, fromFiles.Output);
        fromFiles.Output.ShouldContain("nobody watched the VM while it was backed up");

        await cluster.BackUpAsync("only-good", "good");
        var waited = await cluster.RunAsync("verify only-good --wait --require");
        waited.ExitCode.ShouldBe(0, waited.Output);
        waited.Output.ShouldContain("file-system-consistent");
    }

    [Fact]
    public async Task A_report_goes_with_its_backup()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        var verifier = cluster.StartVerifier("--leader-election", "off");
        await verifier.LineAsync("watching Backups");
        await cluster.StartVmAsync("good", "healthy");
        await cluster.BackUpAsync("first", "good");
        await cluster.BackUpAsync("second", "good");
        await cluster.VerdictAsync("first");
        await cluster.VerdictAsync("second");
        var (first, second) = (await cluster.UidAsync("first"), await cluster.UidAsync("second"));

        await cluster.KubectlAsync("delete backup/first -n velero");
        await cluster.KubectlAsync($"wait configmap/velerofreeze-{first} -n velerofreeze --for=delete --timeout=60s");

        // While nobody watches; the next start sweeps.
        await verifier.SignalAsync("KILL");
        await verifier.ExitAsync();
        await cluster.KubectlAsync("delete backup/second -n velero");
        cluster.StartVerifier("--leader-election", "off");
        await cluster.KubectlAsync($"wait configmap/velerofreeze-{second} -n velerofreeze --for=delete --timeout=60s");
    }

    [Fact]
    public async Task A_verifier_killed_midway_leaves_exactly_one_verdict_to_its_successor()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await cluster.StartVmAsync("good", "healthy");
        var verifier = cluster.StartVerifier("--leader-election", "off");
        await verifier.LineAsync("watching Backups");
        await cluster.BackUpAsync("nightly", "good");
        await verifier.LineAsync("when=start");
        await verifier.SignalAsync("KILL");
        await verifier.ExitAsync();
        await cluster.WaitForEndAsync("nightly");

        var successor = cluster.StartVerifier("--leader-election", "off");
        // Nobody watched while there was no verifier.
        (await cluster.VerdictAsync("nightly")).ShouldBe("unverified", successor.Output);
        await cluster.AnnouncedAsync(await cluster.UidAsync("nightly"));
        var third = cluster.StartVerifier("--leader-election", "off");
        await third.LineAsync("watching Backups");
        await cluster.ShouldHaveOneVerdictAsync();
        verifier.Lines.Concat(successor.Lines).Concat(third.Lines).Count(line => line.Contains(" verdict backup=", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Two_that_both_believe_to_lead_write_one_verdict()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await cluster.StartVmAsync("good", "healthy");
        var (one, other) = (cluster.StartVerifier("--leader-election", "off"), cluster.StartVerifier("--leader-election", "off"));
        await one.LineAsync("watching Backups");
        await other.LineAsync("watching Backups");
        await cluster.BackUpAsync("nightly", "good");
        (await cluster.VerdictAsync("nightly")).ShouldBe("file-system-consistent");
        await cluster.AnnouncedAsync(await cluster.UidAsync("nightly"));
        await cluster.ShouldHaveOneVerdictAsync();
        one.Lines.Concat(other.Lines).Count(line => line.Contains(" verdict backup=", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_leader_that_was_stopped_for_30_s_comes_back_to_a_verdict_that_stands()
    {
        await using var cluster = await VerifiedCluster.StartAsync();
        await cluster.StartVmAsync("good", "healthy");
        var first = cluster.StartVerifier();
        await first.LineAsync("watching Backups");
        var second = cluster.StartVerifier();
        await cluster.BackUpAsync("nightly", "good");
        await first.LineAsync("when=start");
        await first.SignalAsync("STOP");
        (await cluster.VerdictAsync("nightly")).ShouldNotBeEmpty();
        await second.LineAsync(" verdict backup=");
        await cluster.AnnouncedAsync(await cluster.UidAsync("nightly"));
        await Task.Delay(TimeSpan.FromSeconds(30));
        await first.SignalAsync("CONT");
        await first.LineAsync("no longer leading");
        await cluster.ShouldHaveOneVerdictAsync();
        first.Lines.ShouldNotContain(line => line.Contains(" verdict backup=", StringComparison.Ordinal));
    }
}
