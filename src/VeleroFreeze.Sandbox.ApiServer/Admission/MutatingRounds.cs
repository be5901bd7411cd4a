using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Patching;
using VeleroFreeze.Sandbox.Types;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>
/// One pass over the mutating webhooks in order, and a second one over those that want to see the object again because a later webhook changed it.
/// </summary>
internal sealed class MutatingRounds(Func<Webhook, AdmissionFacts, string, CancellationToken, Task<WebhookAnswer?>> ask)
{
    public const string Phase = "admit";

    /// <summary>Asked in this pass and willing to be asked again.</summary>
    private readonly List<string> _willing = [];
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);

    public async Task<JsonObject?> RunAsync(IReadOnlyList<Webhook> webhooks, AdmissionFacts facts, CancellationToken stop)
    {
        var first = await PassAsync(webhooks, facts, _ => true, stop);
        return ReferenceEquals(first, facts.Object)
            ? first
            : await PassAsync(webhooks, facts with { Object = first }, webhook => _again.Contains(webhook.Id), stop);
    }

    private async Task<JsonObject?> PassAsync(IReadOnlyList<Webhook> webhooks, AdmissionFacts facts, Func<Webhook, bool> isDue, CancellationToken stop)
    {
        foreach (var webhook in webhooks)
        {
            if (!isDue(webhook) || await ask(webhook, facts, Phase, stop) is not { } answer)
            {
                continue;
            }

            var changed = Take(webhook, answer, facts.Object);
            if (changed is not null)
            {
                facts = facts with { Object = changed };
                _again.UnionWith(_willing);
                _willing.Clear();
            }

            if (webhook.IsReinvoked)
            {
                _willing.Add(webhook.Id);
            }
        }

        return facts.Object;
    }

    /// <summary>The object after the answer; null when the answer changes nothing.</summary>
    private static JsonObject? Take(Webhook webhook, WebhookAnswer answer, JsonObject? node) => answer.Reply switch
    {
        WebhookReply.Denied denied => throw new StatusException(denied.Status),
        WebhookReply.Allowed { Patch: { IsEmpty: false } patch } => node is null
            ? throw Refusal.Internal($"admission webhook \"{webhook.Name}\" attempted to modify the object, which is not supported for this operation")
            : Patched(answer.Asked, patch, node),
        _ => null,
    };

    /// <summary>A patch that does not fit, or leaves something that is no object of its kind, refuses the write whatever the failure policy says.</summary>
    private static JsonObject? Patched(TypeVersion asked, JsonPatch patch, JsonObject stored)
    {
        var view = asked.FromStored(stored);
        try
        {
            var patched = patch.Apply(view);
            if (ObjectShape.WhyUnreadable(patched) is { } why)
            {
                throw Refusal.Internal(why);
            }

            if (patched.TextAt("kind") != view.TextAt("kind") || patched.TextAt("apiVersion") != view.TextAt("apiVersion"))
            {
                throw Refusal.Internal($"converting to {asked.ApiVersion}, Kind={asked.Type.Kind}: the patched object is of another kind");
            }

            return JsonNode.DeepEquals(patched, view) ? null : asked.ToStored((JsonObject)patched!);
        }
        catch (PatchException e)
        {
            throw Refusal.Internal(e.Message);
        }
    }
}
