using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes an event wrong.</summary>
internal static class EventRules
{
    public static IEnumerable<FieldError> Check(JsonObject node, JsonObject? before)
    {
        var space = node.TextAt("involvedObject", "namespace") ?? "";
        if (before is null && space != node.TextAt("metadata", "namespace") && !(space.Length == 0 && node.TextAt("metadata", "namespace") == "default"))
        {
            yield return FieldError.Invalid("involvedObject.namespace", JsonValue.Create(space), "does not match event.namespace");
        }
    }
}
