using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary><c>NAME-itemoperations.json.gz</c>: what went on after the items were backed up, and when it began.</summary>
internal static class ItemOperationsReader
{
    public static IReadOnlyList<ItemOperation> Read(JsonElement document) => [.. Shape.Objects(document).Select(Entry)];

    private static ItemOperation Entry(JsonElement json)
    {
        var spec = Shape.Object(json, "spec");
        var item = spec is { } known ? Shape.Object(known, "resourceIdentifier") : null;
        var status = Shape.Object(json, "status");
        var (resource, group) = (Shape.Name(item, "Resource"), Shape.Name(item, "Group"));
        return new ItemOperation(
            Shape.Name(spec, "operationID"),
            Shape.Name(spec, "backupItemAction"),
            group.Length == 0 ? resource : $"{resource}.{group}",
            Shape.Name(item, "Namespace"),
            Shape.Name(item, "Name"),
            Shape.Name(status, "phase"),
            Shape.Text(status, "error"),
            Shape.Time(status, "created"));
    }
}
