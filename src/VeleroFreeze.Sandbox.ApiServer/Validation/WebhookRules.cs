using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Selectors;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes a webhook configuration wrong.</summary>
internal static class WebhookRules
{
    /// <summary>The one match condition that is understood.</summary>
    public const string NotDeleted = "!has(object.metadata.deletionTimestamp)";

    public static IEnumerable<FieldError> Check(JsonObject configuration, JsonObject? _)
    {
        var isMutating = configuration.TextAt("kind") == "MutatingWebhookConfiguration";
        var webhooks = configuration.ArrayAt("webhooks").Objects().ToList();
        var names = webhooks.Select(webhook => webhook.TextAt("name")).ToList();
        foreach (var (index, webhook) in webhooks.Index())
        {
            var field = $"webhooks[{index}]";
            foreach (var error in Check(webhook, field, isMutating).Concat(WebhookClientRules.Check(webhook.ObjectAt("clientConfig"), $"{field}.clientConfig")))
            {
                yield return error;
            }

            if (names.IndexOf(webhook.TextAt("name")) < index)
            {
                yield return FieldError.Duplicate($"{field}.name", webhook["name"]);
            }
        }
    }

    private static IEnumerable<FieldError> Check(JsonObject webhook, string field, bool isMutating) =>
    [
        .. Name(webhook, field),
        .. Choice(webhook, field, "failurePolicy", "Fail", "Ignore"),
        .. Choice(webhook, field, "matchPolicy", "Equivalent", "Exact"),
        .. isMutating ? Choice(webhook, field, "reinvocationPolicy", "IfNeeded", "Never") : [],
        .. SideEffects(webhook, field),
        .. ReviewVersions(webhook, field),
        .. Timeout(webhook, field),
        .. Selector(webhook, field, "namespaceSelector"),
        .. Selector(webhook, field, "objectSelector"),
        .. MatchConditions(webhook, field),
        .. webhook.ArrayAt("rules").Objects().Index().SelectMany(rule => Rule(rule.Item, $"{field}.rules[{rule.Index}]")),
    ];

    private static IEnumerable<FieldError> Name(JsonObject webhook, string field)
    {
        var name = webhook.TextAt("name") ?? "";
        if (name.Length == 0)
        {
            return [FieldError.Required($"{field}.name")];
        }

        var wrong = NameRules.Subdomain(name).Select(text => FieldError.Invalid($"{field}.name", JsonValue.Create(name), text));
        return name.Split('.').Length < 3
            ? wrong.Append(FieldError.Invalid($"{field}.name", JsonValue.Create(name), "should be a domain with at least three segments separated by dots"))
            : wrong;
    }

    private static IEnumerable<FieldError> Choice(JsonObject webhook, string field, string name, params string[] allowed) =>
        allowed.Contains(webhook.TextAt(name)) ? [] : [FieldError.NotSupported($"{field}.{name}", webhook[name], allowed)];

    private static IEnumerable<FieldError> SideEffects(JsonObject webhook, string field) => webhook.TextAt("sideEffects") switch
    {
        null => [FieldError.Required($"{field}.sideEffects", "must specify one of None, NoneOnDryRun")],
        "None" or "NoneOnDryRun" => [],
        _ => [FieldError.NotSupported($"{field}.sideEffects", webhook["sideEffects"], "None", "NoneOnDryRun")],
    };

    private static IEnumerable<FieldError> ReviewVersions(JsonObject webhook, string field)
    {
        var versions = webhook.ArrayAt("admissionReviewVersions").Texts().ToList();
        if (versions.Count == 0)
        {
            yield return FieldError.Required($"{field}.admissionReviewVersions", "must specify one of v1, v1beta1");
        }
        else if (!versions.Contains("v1"))
        {
            yield return FieldError.Invalid($"{field}.admissionReviewVersions", webhook["admissionReviewVersions"], "must include at least one of v1 (the sandbox speaks no older version)");
        }
    }

    private static IEnumerable<FieldError> Timeout(JsonObject webhook, string field) => webhook.NumberAt("timeoutSeconds") is >= 1 and <= 30
        ? []
        : [FieldError.Invalid($"{field}.timeoutSeconds", webhook["timeoutSeconds"], "the timeout value must be between 1 and 30 seconds")];

    private static IEnumerable<FieldError> Selector(JsonObject webhook, string field, string name)
    {
        try
        {
            _ = LabelSelector.OfObject(webhook.ObjectAt(name));
            return [];
        }
        catch (FormatException e)
        {
            return [FieldError.Invalid($"{field}.{name}.matchExpressions", webhook.At(name, "matchExpressions"), e.Message)];
        }
    }

    private static IEnumerable<FieldError> MatchConditions(JsonObject webhook, string field) =>
        webhook.ArrayAt("matchConditions").Objects().Index()
            .Where(condition => condition.Item.TextAt("expression")?.Trim() != NotDeleted)
            .Select(condition => FieldError.Invalid(
                $"{field}.matchConditions[{condition.Index}].expression",
                condition.Item["expression"],
                $"the sandbox does not evaluate CEL; it knows one expression: {NotDeleted}"));

    private static IEnumerable<FieldError> Rule(JsonObject rule, string field)
    {
        foreach (var name in (string[])["operations", "apiGroups", "apiVersions", "resources"])
        {
            var values = rule.ArrayAt(name).Texts().ToList();
            if (values.Count == 0)
            {
                yield return FieldError.Required($"{field}.{name}");
            }
            else if (values.Count > 1 && values.Contains("*") && name != "resources")
            {
                yield return FieldError.Invalid($"{field}.{name}", rule[name], "if '*' is present, must not specify other " + (name == "operations" ? "operations" : name));
            }
        }

        foreach (var operation in rule.ArrayAt("operations").Texts().Where(value => value is not ("CREATE" or "UPDATE" or "DELETE" or "CONNECT" or "*")))
        {
            yield return FieldError.NotSupported($"{field}.operations[0]", JsonValue.Create(operation), "*", "CONNECT", "CREATE", "DELETE", "UPDATE");
        }

        if (rule.TextAt("scope") is not ("*" or "Cluster" or "Namespaced"))
        {
            yield return FieldError.NotSupported($"{field}.scope", rule["scope"], "*", "Cluster", "Namespaced");
        }
    }
}
