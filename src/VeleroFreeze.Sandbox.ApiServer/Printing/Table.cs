using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Printing;

/// <summary>What a row of a table carries of its object beside the cells.</summary>
internal enum RowObject
{
    Metadata,
    Object,
    None,
}

/// <summary>Objects as the table that <c>kubectl get</c> asks for.</summary>
internal static class Table
{
    /// <param name="columns">The kind's own columns; the name comes before them unless it is among them.</param>
    /// <param name="objects">The rows.</param>
    /// <param name="now">The time that ages are counted to.</param>
    /// <param name="row">What a row carries.</param>
    /// <param name="metadata">The list's metadata.</param>
    public static JsonObject Of(Column[] columns, IEnumerable<JsonObject> objects, DateTimeOffset now, RowObject row, JsonNode metadata)
    {
        Column[] all = columns.Any(column => column.Name == Column.ObjectName.Name) ? [.. columns] : [Column.ObjectName, .. columns];
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = metadata,
            ["columnDefinitions"] = new JsonArray([.. all.Select(Definition)]),
            ["rows"] = new JsonArray([.. objects.Select(node => Row(all, node, now, row))]),
        };
    }

    private static JsonObject Definition(Column column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = "",
        ["priority"] = column.Priority,
    };

    private static JsonObject Row(Column[] columns, JsonObject node, DateTimeOffset now, RowObject row)
    {
        var result = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => column.Value(node, now))]) };
        if (row != RowObject.None)
        {
            result["object"] = row == RowObject.Object ? node.Clone() : PartialMetadata.Of(node);
        }

        return result;
    }
}

/// <summary>An object of which only the metadata is shown.</summary>
internal static class PartialMetadata
{
    public static JsonObject Of(JsonObject node) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = node.ObjectAt("metadata")?.Clone() ?? [],
    };
}
