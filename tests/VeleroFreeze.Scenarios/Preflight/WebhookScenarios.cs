using VeleroFreeze.Scenarios.MainJob;
using VeleroFreeze.Tests.Hosting;

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

    [Fact]
    public async Task The_certificate_that_is_served_is_seen_with_its_days_and_held_against_the_bundle()
    {
        var cluster = new ProtectedCluster();
        await cluster.InitializeAsync();
        try
        {
            var files = cluster.Webhook.Files;
            await ShouldSayAsync(cluster, "ok", "trusted by the API server; 9 days left");
            files.Write(files.Authority.Server(notAfter: TimeProvider.System.GetUtcNow().AddMinutes(20)));
            await ShouldSayAsync(cluster, "warning", "trusted by the API server; 19 min left, less than a third of its life");
            files.Write(files.Authority.Server(notAfter: TimeProvider.System.GetUtcNow().AddSeconds(3)));
            await ShouldSayAsync(cluster, "failed", $"what localhost:{cluster.Webhook.Https.Port} serves has expired: the API server passes the webhook over");
            files.Write(TestAuthority.Create("stranger").Server());
            await ShouldSayAsync(cluster, "failed", $"what localhost:{cluster.Webhook.Https.Port} serves is not one that its caBundle trusts: the API server passes the webhook over");
            await cluster.EndWebhookAsync();
            await ShouldSayAsync(cluster, "warning", $"not seen from here (localhost:{cluster.Webhook.Https.Port}: Connection refused): velero-freeze certs status tells how long it lasts");
        }
        finally
        {
            await cluster.DisposeAsync();
        }
    }

    /// <summary>Asked until it is said: the webhook looks at its files from time to time.</summary>
    private static async Task ShouldSayAsync(ProtectedCluster cluster, string status, string reason)
    {
        var said = await cluster.RunAsync($$"""
            for i in $(seq 60); do
              velero-freeze preflight -n $ns --kubeconfig $KUBECONFIG -o json > answer || [ $? = 1 ]
              grep -A2 '"webhook-certificate"' answer > said
              grep -qF '"status": "{{status}}"' said && grep -qF '"reason": "{{reason}}"' said && exit 0
              sleep 0.1
            done
            cat said >&2
            exit 1
            """);
        said.ExitCode.ShouldBe(0, $"{status}: {reason}\n{said.Error}");
    }
}
