using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>Both phases of admission, by the webhook configurations that stand when a write arrives.</summary>
internal sealed class AdmissionChain(ObjectStore store, TypeRegistry types, WebhookClient client, AdmissionMetrics metrics)
{
    /// <summary>The object as mutating webhooks leave it.</summary>
    public async Task<JsonObject?> MutateAsync(AdmissionFacts facts, CancellationToken stop)
    {
        var webhooks = Standing(facts, ClusterTypes.MutatingWebhooks);
        if (webhooks.Count == 0)
        {
            return facts.Object;
        }

        var round = new MutatingRounds(AskAsync);
        return await round.RunAsync(webhooks, facts, stop);
    }

    /// <summary>Asks all validating webhooks at once; the first that says no is the answer.</summary>
    public async Task ValidateAsync(AdmissionFacts facts, CancellationToken stop)
    {
        EscalationGuard.Check(facts, store.Current);
        var webhooks = Standing(facts, ClusterTypes.ValidatingWebhooks);
        var replies = await Task.WhenAll(webhooks.Select(async webhook => await AskAsync(webhook, facts, "validating", stop)));
        var denied = replies.OfType<WebhookAnswer>().Select(answer => answer.Reply).OfType<WebhookReply.Denied>().FirstOrDefault();
        if (denied is not null)
        {
            throw new StatusException(denied.Status);
        }
    }

    private IReadOnlyList<Webhook> Standing(AdmissionFacts facts, ResourceType type) =>
        facts.IsExempt ? [] : [.. WebhookReader.ReadAll(store.Current.List(type))];

    /// <summary>Null when the webhook is not concerned or was passed over.</summary>
    private async Task<WebhookAnswer?> AskAsync(Webhook webhook, AdmissionFacts facts, string phase, CancellationToken stop)
    {
        if (WebhookMatcher.Match(webhook, facts, store.Current, types) is not { } asked)
        {
            return null;
        }

        var reply = await client.AskAsync(webhook, facts, asked, mayPatch: phase == MutatingRounds.Phase, stop);
        if (reply is not WebhookReply.Failed failed)
        {
            return new WebhookAnswer(asked, reply);
        }

        if (!webhook.FailsOpen)
        {
            throw Refusal.Internal($"failed calling webhook \"{webhook.Name}\": {failed.Why}");
        }

        metrics.CountFailOpen(webhook.Name, phase);
        return new WebhookAnswer(asked, failed);
    }
}

/// <summary>What a webhook said of an object in a version.</summary>
internal sealed record WebhookAnswer(TypeVersion Asked, WebhookReply Reply);
