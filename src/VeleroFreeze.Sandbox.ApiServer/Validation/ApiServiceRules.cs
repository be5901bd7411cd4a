using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes an APIService wrong.</summary>
internal static class ApiServiceRules
{
    public static IEnumerable<FieldError> Check(JsonObject node, JsonObject? _)
    {
        var (name, group, version) = (node.TextAt("metadata", "name") ?? "", node.TextAt("spec", "group") ?? "", node.TextAt("spec", "version") ?? "");
        if (name != $"{version}.{group}")
        {
            yield return FieldError.Invalid("metadata.name", JsonValue.Create(name), $"must be `spec.version+\".\"+spec.group`: \"{version}.{group}\"");
        }

        foreach (var member in (string[])["groupPriorityMinimum", "versionPriority"])
        {
            if (node.NumberAt("spec", member) is not > 0)
            {
                yield return FieldError.Invalid($"spec.{member}", node.At("spec", member) ?? JsonValue.Create(0), "must be positive");
            }
        }

        var service = node.ObjectAt("spec", "service");
        foreach (var member in service is null ? [] : (string[])["name", "namespace"])
        {
            if (string.IsNullOrEmpty(service.TextAt(member)))
            {
                yield return FieldError.Required($"spec.service.{member}");
            }
        }
    }
}
