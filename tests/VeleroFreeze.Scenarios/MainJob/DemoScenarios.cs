namespace VeleroFreeze.Scenarios.MainJob;

/// <summary>The demo tells what happened, and nothing else.</summary>
public sealed class DemoScenarios
{
    [Fact]
    public async Task It_tells_the_frozen_VM_from_those_whose_hooks_succeeded_for_nothing()
    {
        await using var demo = new DemoProcess();
        var (exitCode, errors) = await demo.EndAsync();
        exitCode.ShouldBe(0, demo.Output + errors);
        demo.Output.ShouldContain("hooks attempted: 6, failed: 0");
        Verdicts(demo.Output).ShouldBe(["archive OfflineConsistent", "frontend CrashConsistent", "orders-db FileSystemConsistent", "reports CrashConsistent"]);
        demo.Output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        demo.Output.ShouldNotContain("\e[", Case.Sensitive, "no colours in a pipe");
    }

    [Fact]
    public async Task With_the_webhook_killed_it_shows_that_nothing_was_injected_and_fails()
    {
        await using var demo = new DemoProcess("--step");
        await demo.ReachAsync("(Enter goes on)");
        await demo.SignalAsync("webhook", "KILL");
        var (exitCode, _) = await demo.EndAsync();
        exitCode.ShouldBe(1, demo.Output);
        demo.Output.ShouldContain("orders-db     labelled, and no hook in its template");
        demo.Output.ShouldContain("orders-db asks for hooks and has none: the webhook did not answer.");
    }

    [Fact]
    public async Task A_verdict_that_somebody_changed_in_the_API_is_shown_as_it_stands_there_and_found_out()
    {
        await using var demo = new DemoProcess("--step");
        await demo.StepToAsync("velero backup create");
        await demo.ReachAsync("(Enter goes on)");
        await demo.KubectlAsync(
            """
            until kubectl get backup nightly -n velero -o jsonpath='{.metadata.labels}' | grep -q consistency; do sleep 0.1; done
            """);
        await demo.SignalAsync("verifier", "STOP");
        await demo.KubectlAsync(
            """
            map=velerofreeze-$(kubectl get backup nightly -n velero -o jsonpath='{.metadata.uid}')
            report=$(kubectl get configmap $map -n velerofreeze -o jsonpath='{.binaryData.report\.json\.gz}' | base64 -d | gunzip | sed 's/"CrashConsistent"/"FileSystemConsistent"/g' | gzip | base64 -w 0)
            kubectl patch configmap $map -n velerofreeze --type merge -p "{\"binaryData\": {\"report.json.gz\": \"$report\"} }"
            """);
        var (exitCode, _) = await demo.EndAsync();
        exitCode.ShouldBe(1, demo.Output);
        Verdicts(demo.Output).ShouldContain("frontend FileSystemConsistent");
        demo.Output.ShouldContain("The report calls frontend frozen, and it never was.");
    }

    [Fact]
    public async Task Without_a_verifier_it_says_that_there_is_no_verdict()
    {
        await using var demo = new DemoProcess("--step");
        await demo.ReachAsync("(Enter goes on)");
        await demo.SignalAsync("verifier", "KILL");
        var (exitCode, errors) = await demo.EndAsync();
        exitCode.ShouldBe(1, demo.Output);
        errors.ShouldContain("the verifier gives no verdict");
        Verdicts(demo.Output).ShouldBeEmpty();
    }

    /// <summary>The VMs and verdicts of the table, by name.</summary>
    private static IEnumerable<string> Verdicts(string output) => output.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words is [_, var verdict, ..] && verdict.EndsWith("Consistent", StringComparison.Ordinal))
        .Select(words => $"{words[0]} {words[1]}")
        .Order(StringComparer.Ordinal);
}
