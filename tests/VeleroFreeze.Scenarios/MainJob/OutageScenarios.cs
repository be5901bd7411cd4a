namespace VeleroFreeze.Scenarios.MainJob;

/// <summary>No write of a VM fails because of us, whatever happens to the webhook.</summary>
[Collection(ProtectedCluster.Alone)]
public sealed class OutageScenarios
{
    [Fact]
    public async Task With_the_webhook_killed_every_write_succeeds_and_what_it_missed_is_counted()
    {
        var cluster = new ProtectedCluster();
        await cluster.InitializeAsync();
        try
        {
            await cluster.EndWebhookAsync();
            await cluster.ShouldPrintAsync(
                $$"""
                kubectl create -f vm-$ns.yaml
                for i in 1 2 3; do kubectl label --overwrite vm db velerofreeze.io/freeze=required try=$i; done
                kubectl get vm db -o jsonpath='{.metadata.labels.try}{.spec.template.metadata.annotations}'
                echo
                kubectl get --raw /metrics | grep fail_open_count | grep -o 'name="label.{{cluster.Name}}[^}]*} [0-9]*' | sed s/{{cluster.Name}}/NAME/
                """,
                """
                virtualmachine.kubevirt.io/db created
                virtualmachine.kubevirt.io/db labeled
                virtualmachine.kubevirt.io/db labeled
                virtualmachine.kubevirt.io/db labeled
                3
                name="label.NAME.io",type="admit"} 3
                """);
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }
}
