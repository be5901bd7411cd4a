using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary><c>NAME-resource-list.json.gz</c>: <c>{"v1/Pod":["NAMESPACE/NAME"]}</c>.</summary>
internal static class ResourceListReader
{
    // A set of names costs four times their text.
    private const int MostItems = 500_000;

    // A cluster with many operators has some hundreds.
    private const int MostKinds = 10_000;

    public static ResourceList Read(JsonElement document)
    {
        Shape.Require(document, JsonValueKind.Object, "the document");
        var items = new Dictionary<string, IReadOnlySet<string>>();
        var count = 0;
        foreach (var kind in document.EnumerateObject())
        {
            var names = Names(kind.Value);
            count += names.Count;
            if (count > MostItems || items.Count == MostKinds)
            {
                throw new ShapeException("it has more items than are read");
            }

            _ = items.TryAdd(kind.Name, names) ? true : throw new ShapeException("a kind stands in it twice");
        }

        return new ResourceList(items);
    }

    private static HashSet<string> Names(JsonElement list)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (list.ValueKind == JsonValueKind.Null)
        {
            return names;
        }

        foreach (var item in Shape.Require(list, JsonValueKind.Array, "the items of a kind").EnumerateArray())
        {
            var name = Shape.Require(item, JsonValueKind.String, "an item").GetString()!;
            names.Add(name.Length <= 1024 ? name : throw new ShapeException("an item has a name that is too long"));
        }

        return names;
    }
}
