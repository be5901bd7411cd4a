using VeleroFreeze.Scenarios.Sandbox;

namespace VeleroFreeze.Scenarios.MainJob;

/// <summary>No write of a VM fails because of us, whatever happens to the webhook, and what it missed is counted.</summary>
[Collection(ProtectedCluster.Alone)]
public sealed class OutageScenarios
{
    [Theory]
    [InlineData("killed")]
    [InlineData("hung")]
    [InlineData("garbage")]
    [InlineData("another authority")]
    public async Task Every_write_succeeds_in_time_and_what_was_missed_is_counted(string fault)
    {
        var cluster = new ProtectedCluster();
        await cluster.InitializeAsync();
        await using var garbage = await HookServer.StartAsync((http, _) => HookServer.SayAsync(http, "{garbage"));
        try
        {
            await BreakAsync(cluster, fault, garbage);
            // The webhook's timeout is 2 s; a write that waits for more than that, once for each call, is given up by kubectl and fails the test.
            await cluster.ShouldPrintAsync(
                $$"""
                missed() { command kubectl get --raw /metrics | grep fail_open_count | grep 'name="label.{{cluster.Name}}' | grep -o '[0-9]*$' || echo 0; }
                before=$(missed)
                kubectl() { command kubectl --request-timeout=8s "$@"; }
                kubectl create -f vm-$ns.yaml
                for i in 1 2 3; do kubectl label --overwrite vm db velerofreeze.io/freeze=required try=$i; done
                kubectl get vm -l velerofreeze.io/freeze=required -o jsonpath='{range .items[*]}{.metadata.name} {.metadata.labels.try} hooks:{.spec.template.metadata.annotations}{end}'
                echo
                echo "missed: $(($(missed) - before))"
                """,
                """
                virtualmachine.kubevirt.io/db created
                virtualmachine.kubevirt.io/db labeled
                virtualmachine.kubevirt.io/db labeled
                virtualmachine.kubevirt.io/db labeled
                db 3 hooks:
                missed: 3
                """);
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_hung_webhook_that_goes_on_injects_at_the_next_write()
    {
        var cluster = new ProtectedCluster();
        await cluster.InitializeAsync();
        try
        {
            await cluster.Webhook.Process.SignalAsync("STOP");
            (await cluster.RunAsync("kubectl create -f vm-$ns.yaml && kubectl label vm db velerofreeze.io/freeze=required")).ExitCode.ShouldBe(0);
            await cluster.Webhook.Process.SignalAsync("CONT");
            var healed = await cluster.RunAsync(
                """
                kubectl create -f vm-$ns.yaml
                kubectl label vm db velerofreeze.io/freeze=required
                kubectl get vm db -o jsonpath='{.spec.template.metadata.annotations.pre\.hook\.backup\.velero\.io/container}'
                """);
            healed.Output.ShouldEndWith("compute", Case.Sensitive, healed.Error);
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    private static async Task BreakAsync(ProtectedCluster cluster, string fault, HookServer garbage)
    {
        switch (fault)
        {
            case "killed":
                await cluster.EndWebhookAsync();
                break;
            case "hung":
                await cluster.Webhook.Process.SignalAsync("STOP");
                break;
            case "garbage":
                await cluster.RegisterAsync(garbage.Port, garbage.CaBundle, answers: false);
                break;
            default:
                await cluster.RegisterAsync(cluster.Webhook.Https.Port, garbage.CaBundle, answers: false);
                break;
        }
    }
}
