using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes an admission policy or its binding wrong, apart from its CEL.</summary>
internal static class PolicyRules
{
    /// <param name="content">The member that holds what the policy does.</param>
    public static Func<JsonObject, JsonObject?, IEnumerable<FieldError>> Policy(string content) => (node, _) => Check(node, content);

    public static IEnumerable<FieldError> Binding(JsonObject node, JsonObject? _) =>
        string.IsNullOrEmpty(node.TextAt("spec", "policyName")) ? [FieldError.Required("spec.policyName")] : [];

    public static IEnumerable<FieldError> ValidatingBinding(JsonObject node, JsonObject? before)
    {
        var actions = node.ArrayAt("spec", "validationActions").Texts().ToList();
        return Binding(node, before).Concat(actions switch
        {
            [] => [FieldError.Required("spec.validationActions", "at least one validation action is required")],
            _ when actions.Contains("Deny") && actions.Contains("Warn") =>
                [FieldError.Invalid("spec.validationActions", node.At("spec", "validationActions"), "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)")],
            _ => actions.Where(action => action is not ("Deny" or "Warn" or "Audit"))
                .Select(action => FieldError.NotSupported("spec.validationActions[0]", action, "Audit", "Deny", "Warn")),
        });
    }

    private static IEnumerable<FieldError> Check(JsonObject node, string content)
    {
        if (node.ArrayAt("spec", content) is not { Count: > 0 } && !(content == "validations" && node.ArrayAt("spec", "auditAnnotations") is { Count: > 0 }))
        {
            yield return FieldError.Required($"spec.{content}");
        }

        if (node.ObjectAt("spec", "matchConstraints") is not { } match)
        {
            yield return FieldError.Required("spec.matchConstraints");
        }
        else if (match.ArrayAt("resourceRules") is not { Count: > 0 })
        {
            yield return FieldError.Required("spec.matchConstraints.resourceRules");
        }

        if (node.TextAt("spec", "failurePolicy") is not ("Fail" or "Ignore"))
        {
            yield return FieldError.NotSupported("spec.failurePolicy", node.At("spec", "failurePolicy"), "Fail", "Ignore");
        }
    }
}
