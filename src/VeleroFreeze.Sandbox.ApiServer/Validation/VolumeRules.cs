using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes a claim wrong.</summary>
internal static class VolumeRules
{
    public static IEnumerable<FieldError> Claim(JsonObject node, JsonObject? _)
    {
        if (node.ArrayAt("spec", "accessModes") is not { Count: > 0 })
        {
            yield return FieldError.Required("spec.accessModes", "at least 1 access mode is required");
        }

        if (node.At("spec", "resources", "requests", "storage") is null)
        {
            yield return FieldError.Required("spec.resources[storage]");
        }
    }
}
