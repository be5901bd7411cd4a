using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Errors;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Store;
using VeleroFreeze.Sandbox.Types;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>Decides whether a webhook is asked, and about which version of the object.</summary>
internal static class WebhookMatcher
{
    /// <summary>The version to ask about; null when the webhook is not asked.</summary>
    public static TypeVersion? Match(Webhook webhook, AdmissionFacts facts, StoreSnapshot snapshot, TypeRegistry types) =>
        MatchesNamespace(webhook, facts, snapshot)
        && (webhook.ObjectSelector.IsEmpty || MatchesLabels(webhook, facts))
        && MatchesConditions(webhook, facts)
            ? MatchRules(webhook, facts, types)
            : null;

    private static bool MatchesNamespace(Webhook webhook, AdmissionFacts facts, StoreSnapshot snapshot)
    {
        if (webhook.NamespaceSelector.IsEmpty)
        {
            return true;
        }

        if (facts.Request.Type == CoreTypes.Namespaces && facts.Request.Subresource.Length == 0 && facts.Object is not null)
        {
            return webhook.NamespaceSelector.MatchesObject(facts.Object);
        }

        return facts.Namespace.Length == 0 || webhook.NamespaceSelector.Matches(LabelsOf(snapshot, facts.Namespace));
    }

    private static JsonObject? LabelsOf(StoreSnapshot snapshot, string space) =>
        snapshot.Find(new ObjectKey(CoreTypes.Namespaces, "", space))?.Json.ObjectAt("metadata", "labels");

    /// <summary>Either state of the object may match, so that taking a label away is seen.</summary>
    private static bool MatchesLabels(Webhook webhook, AdmissionFacts facts) =>
        ((JsonObject?[])[facts.Object, facts.OldObject]).Any(node => node is not null && webhook.ObjectSelector.MatchesObject(node));

    /// <summary>Without an object the one condition that is understood cannot be evaluated, which counts as a failed call.</summary>
    private static bool MatchesConditions(Webhook webhook, AdmissionFacts facts)
    {
        if (webhook.SkipsDeleted && facts.Object is null && !webhook.FailsOpen)
        {
            throw Refusal.Forbidden($"failed to evaluate match conditions of webhook \"{webhook.Name}\": no such key: metadata");
        }

        return !webhook.SkipsDeleted || (facts.Object is not null && facts.Object.At("metadata", "deletionTimestamp") is null);
    }

    private static TypeVersion? MatchRules(Webhook webhook, AdmissionFacts facts, TypeRegistry types)
    {
        var requested = facts.Request.Target;
        if (webhook.Rules.Any(rule => Matches(rule, requested, facts)))
        {
            return requested;
        }

        return webhook.MatchesEquivalents
            ? types.EquivalentsOf(requested).FirstOrDefault(other => webhook.Rules.Any(rule => Matches(rule, other, facts)))
            : null;
    }

    private static bool Matches(WebhookRule rule, TypeVersion target, AdmissionFacts facts) =>
        Has(rule.Operations, facts.OperationName)
        && Has(rule.Groups, target.Type.Group)
        && Has(rule.Versions, target.Version)
        && rule.Resources.Any(resource => MatchesResource(resource, target.Type.Plural, facts.Request.Subresource))
        && (rule.Scope == "*" || (rule.Scope == "Namespaced") == target.Type.Namespaced);

    private static bool Has(string[] values, string wanted) => values.Contains("*") || values.Contains(wanted);

    private static bool MatchesResource(string pattern, string plural, string subresource)
    {
        var parts = pattern.Split('/', 2);
        var wanted = parts.Length == 2 ? parts[1] : "";
        return (parts[0] == "*" || parts[0] == plural) && (wanted == "*" || wanted == subresource);
    }
}
