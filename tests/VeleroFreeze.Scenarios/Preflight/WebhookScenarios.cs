using VeleroFreeze.Scenarios.MainJob;

namespace VeleroFreeze.Scenarios.Preflight;

/// <summary>Whether the API server reaches the webhook, seen by what it would store.</summary>
[Collection(ProtectedCluster.Alone)]
public sealed class WebhookScenarios
{
    private const string Preflight = "velero-freeze preflight -n $ns --kubeconfig $KUBECONFIG -o json | grep -A2 '\"webhook-answers\"' | grep -E 'status|reason'; kubectl get vm -o name";

    [Fact]
    public async Task A_dry_run_tells_a_webhook_that_answers_from_one_that_does_not()
    {
        var cluster = new ProtectedCluster();
        await cluster.InitializeAsync();
        try
        {
            await cluster.ShouldPrintAsync(
                Preflight,
                """
                      "status": "ok",
                      "reason": "a VM written now gets its hooks (dry run)"
                """);
            await cluster.EndWebhookAsync();
            await cluster.ShouldPrintAsync(
                Preflight,
                """
                      "status": "warning",
                      "reason": "a VM written now gets no hooks (dry run): the API server does not reach the webhook",
                """);
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }
}
