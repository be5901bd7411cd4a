using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>Admission policies in CEL. They are kept, so that an installation that brings some can be applied, and never evaluated: every write says so.</summary>
internal static class PolicyTypes
{
    private const string Group = "admissionregistration.k8s.io";

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Policy("ValidatingAdmissionPolicy", "validatingadmissionpolicies", "validations") with { HasStatus = true },
        Binding("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings") with { Rules = PolicyRules.ValidatingBinding },
        Policy("MutatingAdmissionPolicy", "mutatingadmissionpolicies", "mutations") with { Versions = ["v1", "v1beta1"] },
        Binding("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings") with { Versions = ["v1", "v1beta1"] },
    ];

    private static ResourceType Policy(string kind, string plural, string content) => new(Group, kind, plural)
    {
        Namespaced = false,
        TracksGeneration = true,
        Categories = ["api-extensions"],
        Columns =
        [
            new(char.ToUpperInvariant(content[0]) + content[1..], "integer", (node, _) => node.ArrayAt("spec", content)?.Count ?? 0),
            new("ParamKind", "string", (node, _) => node.ObjectAt("spec", "paramKind") is { } param ? $"{param.TextAt("apiVersion")}/{param.TextAt("kind")}" : "<unset>"),
            Column.Age,
        ],
        Defaults = FillPolicy,
        Rules = PolicyRules.Policy(content),
        Notice = node => $"the sandbox does not enforce {kind} {node.TextAt("metadata", "name")}: it keeps it and evaluates no CEL",
    };

    private static ResourceType Binding(string kind, string plural) => new(Group, kind, plural)
    {
        Namespaced = false,
        TracksGeneration = true,
        Categories = ["api-extensions"],
        Columns =
        [
            Column.Of("PolicyName", ".spec.policyName"),
            new("ParamRef", "string", (node, _) => node.TextAt("spec", "paramRef", "name") ?? "<unset>"),
            Column.Age,
        ],
        Defaults = node => FillMatch(node.ObjectAt("spec", "matchResources")),
        Rules = PolicyRules.Binding,
        Notice = node => $"the sandbox does not enforce {kind} {node.TextAt("metadata", "name")}: it keeps it and evaluates no CEL",
    };

    private static void FillPolicy(JsonObject node)
    {
        Default(node.Ensure("spec"), "failurePolicy", "Fail");
        FillMatch(node.ObjectAt("spec", "matchConstraints"));
    }

    private static void FillMatch(JsonObject? match)
    {
        if (match is null)
        {
            return;
        }

        Default(match, "matchPolicy", "Equivalent");
        Default(match, "namespaceSelector", new JsonObject());
        Default(match, "objectSelector", new JsonObject());
        foreach (var rule in match.ArrayAt("resourceRules").Objects().Concat(match.ArrayAt("excludeResourceRules").Objects()))
        {
            Default(rule, "scope", "*");
        }
    }

    private static void Default(JsonObject node, string name, JsonNode value)
    {
        if (node[name] is null)
        {
            node[name] = value;
        }
    }
}
