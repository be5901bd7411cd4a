using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes roles and bindings wrong.</summary>
internal static class RoleRules
{
    private const string Group = "rbac.authorization.k8s.io";

    public static IEnumerable<FieldError> Role(JsonObject role, JsonObject? _)
    {
        var isNamespaced = role.TextAt("kind") == "Role";
        return role.ArrayAt("rules").Objects().Index().SelectMany(rule => Rule(rule.Item, $"rules[{rule.Index}]", isNamespaced));
    }

    public static IEnumerable<FieldError> Binding(JsonObject binding, JsonObject? before)
    {
        var isNamespaced = binding.TextAt("kind") == "RoleBinding";
        var reference = Reference(binding, isNamespaced);
        var changed = before is not null && !JsonNode.DeepEquals(binding["roleRef"], before["roleRef"])
            ? [FieldError.Invalid("roleRef", binding["roleRef"], "cannot change roleRef")]
            : Array.Empty<FieldError>();
        return reference.Concat(changed).Concat(binding.ArrayAt("subjects").Objects().Index().SelectMany(subject => Subject(subject.Item, $"subjects[{subject.Index}]", isNamespaced)));
    }

    private static IEnumerable<FieldError> Rule(JsonObject rule, string field, bool isNamespaced)
    {
        if (IsEmpty(rule, "verbs"))
        {
            yield return FieldError.Required($"{field}.verbs", "verbs must contain at least one value");
        }

        if (!IsEmpty(rule, "nonResourceURLs"))
        {
            if (isNamespaced)
            {
                yield return FieldError.Invalid($"{field}.nonResourceURLs", rule["nonResourceURLs"], "namespaced rules cannot apply to non-resource URLs");
            }

            if (!IsEmpty(rule, "apiGroups") || !IsEmpty(rule, "resources") || !IsEmpty(rule, "resourceNames"))
            {
                yield return FieldError.Invalid($"{field}.nonResourceURLs", rule["nonResourceURLs"], "rules cannot apply to both regular resources and non-resource URLs");
            }

            yield break;
        }

        if (IsEmpty(rule, "apiGroups"))
        {
            yield return FieldError.Required($"{field}.apiGroups", "resource rules must supply at least one api group");
        }

        if (IsEmpty(rule, "resources"))
        {
            yield return FieldError.Required($"{field}.resources", "resource rules must supply at least one resource");
        }
    }

    private static IEnumerable<FieldError> Reference(JsonObject binding, bool isNamespaced)
    {
        var (group, kind) = (binding.TextAt("roleRef", "apiGroup"), binding.TextAt("roleRef", "kind"));
        if (group != Group)
        {
            yield return FieldError.NotSupported("roleRef.apiGroup", group, Group);
        }

        if (kind != "ClusterRole" && !(kind == "Role" && isNamespaced))
        {
            yield return FieldError.NotSupported("roleRef.kind", kind, isNamespaced ? ["ClusterRole", "Role"] : ["ClusterRole"]);
        }

        if (string.IsNullOrEmpty(binding.TextAt("roleRef", "name")))
        {
            yield return FieldError.Required("roleRef.name");
        }
    }

    private static IEnumerable<FieldError> Subject(JsonObject subject, string field, bool isNamespaced)
    {
        var (kind, group) = (subject.TextAt("kind"), subject.TextAt("apiGroup") ?? "");
        if (string.IsNullOrEmpty(subject.TextAt("name")))
        {
            yield return FieldError.Required($"{field}.name");
        }

        if (kind is not ("User" or "Group" or "ServiceAccount"))
        {
            yield return FieldError.NotSupported($"{field}.kind", kind, "Group", "ServiceAccount", "User");
        }
        else if (group != (kind == "ServiceAccount" ? "" : Group))
        {
            yield return FieldError.NotSupported($"{field}.apiGroup", group, kind == "ServiceAccount" ? "" : Group);
        }

        if (kind == "ServiceAccount" && !isNamespaced && string.IsNullOrEmpty(subject.TextAt("namespace")))
        {
            yield return FieldError.Required($"{field}.namespace");
        }
    }

    private static bool IsEmpty(JsonObject rule, string name) => rule.ArrayAt(name) is not { Count: > 0 };
}
