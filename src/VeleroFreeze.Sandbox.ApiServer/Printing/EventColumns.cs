using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Printing;

/// <summary>What <c>kubectl get events</c> shows, of the form in which events are stored.</summary>
internal static class EventColumns
{
    public static Column[] All { get; } =
    [
        new("Last Seen", "string", (node, now) => HumanDuration.Since(LastSeen(node), now)),
        Column.Of("Type", ".type"),
        Column.Of("Reason", ".reason"),
        new("Object", "string", (node, _) => About(node)),
        Column.Of("Subobject", ".involvedObject.fieldPath", priority: 1),
        new("Source", "string", (node, _) => node.TextAt("source", "component") ?? node.TextAt("reportingComponent"), Priority: 1),
        new("Message", "string", (node, _) => (node.TextAt("message") ?? node.TextAt("note"))?.Trim()),
        new("First Seen", "string", (node, now) => HumanDuration.Since(node.TextAt("firstTimestamp") ?? node.TextAt("eventTime"), now), Priority: 1),
        new("Count", "string", (node, _) => $"{node.NumberAt("series", "count") ?? node.NumberAt("count") ?? 1}", Priority: 1),
        Column.ObjectName with { Priority = 1 },
    ];

    private static string About(JsonObject node)
    {
        var about = node.ObjectAt("involvedObject") ?? node.ObjectAt("regarding");
        return $"{about.TextAt("kind")?.ToLowerInvariant()}/{about.TextAt("name")}";
    }

    private static string? LastSeen(JsonObject node) =>
        node.TextAt("series", "lastObservedTime")
        ?? node.TextAt("lastTimestamp")
        ?? node.TextAt("deprecatedLastTimestamp")
        ?? node.TextAt("eventTime")
        ?? node.TextAt("firstTimestamp");
}
