using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes an event wrong.</summary>
internal static class EventRules
{
    /// <summary>An event with a time is one of the newer form, whose reporter must say who it is and what it does.</summary>
    public static IEnumerable<FieldError> Check(JsonObject node, JsonObject? before)
    {
        if (before is not null)
        {
            return [];
        }

        return HasTime(node)
            ? Required(node, "reportingComponent", "reportingInstance", "action", "reason")
            : Place(node);
    }

    /// <summary>What the newer group demands beside that.</summary>
    public static IEnumerable<FieldError> CheckNewer(JsonObject node, JsonObject? before)
    {
        if (before is not null)
        {
            yield break;
        }

        if (!HasTime(node))
        {
            yield return FieldError.Required("eventTime");
        }

        if (node.TextAt("type") is not ("Normal" or "Warning"))
        {
            yield return FieldError.Invalid("type", JsonValue.Create(""), $"has invalid value: {node.TextAt("type")}");
        }
    }

    private static IEnumerable<FieldError> Place(JsonObject node)
    {
        var space = node.TextAt("involvedObject", "namespace") ?? "";
        if (space != node.TextAt("metadata", "namespace") && !(space.Length == 0 && node.TextAt("metadata", "namespace") == "default"))
        {
            yield return FieldError.Invalid("involvedObject.namespace", JsonValue.Create(space), "does not match event.namespace");
        }
    }

    private static IEnumerable<FieldError> Required(JsonObject node, params IEnumerable<string> names) =>
        names.Where(name => string.IsNullOrEmpty(node.TextAt(name))).Select(name => FieldError.Required(name));

    private static bool HasTime(JsonObject node) => node["eventTime"] is not null;
}
