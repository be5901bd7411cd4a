using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes a lease wrong.</summary>
internal static class LeaseRules
{
    public static IEnumerable<FieldError> Check(JsonObject node, JsonObject? _)
    {
        foreach (var (member, least) in ((string, long)[])[("leaseDurationSeconds", 1), ("leaseTransitions", 0)])
        {
            if (node.NumberAt("spec", member) is { } value && value < least)
            {
                yield return FieldError.Invalid($"spec.{member}", JsonValue.Create(value), $"must be greater than {(least == 0 ? "or equal to 0" : "0")}");
            }
        }
    }
}
