using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Printing;

/// <summary>One column of a table, and how a cell comes from an object and the time.</summary>
internal sealed record Column(string Name, string Type, Func<JsonObject, DateTimeOffset, JsonNode?> Value, int Priority = 0)
{
    public static Column Age { get; } = Of("Age", ".metadata.creationTimestamp", "date");

    public static Column ObjectName { get; } = Of("Name", ".metadata.name");

    public string Format => Name == "Name" ? "name" : "";

    /// <summary>A cell that holds what a path of a CustomResourceDefinition's printer column finds.</summary>
    public static Column Of(string name, string path, string type = "string", int priority = 0)
    {
        var parsed = PrinterPath.Parse(path);
        return type == "date"
            ? new Column(name, "date", (node, now) => HumanDuration.Since(parsed.Find(node).AsText(), now), priority)
            : new Column(name, type, (node, _) => parsed.Find(node)?.DeepClone(), priority);
    }

    /// <summary>How many entries the named members have together.</summary>
    public static Column Count(string name, params string[] members) =>
        new(name, "integer", (node, _) => members.Sum(member => node[member] switch { JsonObject map => map.Count, JsonArray list => list.Count, _ => 0 }));

    /// <summary>One of two words, by the status of a condition.</summary>
    public static Column Condition(string name, string condition, string yes, string no) =>
        new(name, "string", (node, _) => ConditionStatus(node, condition) == "True" ? yes : no);

    private static string? ConditionStatus(JsonObject node, string type) =>
        node.ArrayAt("status", "conditions").Objects().FirstOrDefault(condition => condition.TextAt("type") == type).TextAt("status");
}
