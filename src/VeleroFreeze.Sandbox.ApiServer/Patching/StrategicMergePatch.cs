using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Patching;

/// <summary>
/// A strategic merge patch as far as maps and keyed lists go: lists merge by the keys in <see cref="MergeKeys"/>, <c>$patch: delete</c> and
/// <c>$patch: replace</c> and <c>$deleteFromPrimitiveList</c> are understood, <c>$setElementOrder</c> orders, and other lists are replaced.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string Order = "$setElementOrder/";
    private const string Deleting = "$deleteFromPrimitiveList/";
    private const string Retain = "$retainKeys";

    /// <exception cref="PatchException">The patch holds a directive that is not understood, or an item without its key.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        if (patch.TextAt(Directive) is { } directive)
        {
            return directive switch
            {
                "replace" => WithoutDirectives(patch),
                "delete" => [],
                "merge" => Apply(target, Without(patch, Directive)),
                _ => throw Undecodable($"Unknown patch type found: {directive}"),
            };
        }

        var result = target.Clone();
        foreach (var (name, value) in patch)
        {
            Merge(result, name, value, patch);
        }

        foreach (var (name, value) in patch.Where(member => member.Key.StartsWith(Order, StringComparison.Ordinal)))
        {
            Sort(result, name[Order.Length..], value as JsonArray);
        }

        return result;
    }

    private static void Merge(JsonObject result, string name, JsonNode? value, JsonObject patch)
    {
        if (name.StartsWith(Order, StringComparison.Ordinal))
        {
            return;
        }

        if (name.StartsWith(Deleting, StringComparison.Ordinal))
        {
            Subtract(result, name[Deleting.Length..], value as JsonArray);
        }
        else if (name == Retain)
        {
            var kept = (value as JsonArray).Texts().Concat(patch.Select(member => member.Key)).ToHashSet(StringComparer.Ordinal);
            result.Select(member => member.Key).Where(key => !kept.Contains(key)).ToList().ForEach(key => result.Remove(key));
        }
        else if (name.StartsWith('$'))
        {
            throw Undecodable($"directive {name} is not understood");
        }
        else if (value is null)
        {
            result.Remove(name);
        }
        else
        {
            result[name] = Combine(name, result[name], value);
        }
    }

    private static JsonNode Combine(string name, JsonNode? target, JsonNode value) => value switch
    {
        JsonObject map => Apply(target as JsonObject ?? [], map),
        JsonArray list when MergeKeys.Of(name) is { Length: > 0 } keys && list.All(item => item is JsonObject) => MergeList(keys, target as JsonArray ?? [], list),
        JsonArray list when MergeKeys.IsSet(name) => Union(target as JsonArray ?? [], list),
        _ => value.DeepClone(),
    };

    private static JsonArray MergeList(string[] keys, JsonArray target, JsonArray patch)
    {
        var items = patch.Objects().ToList();
        if (items.Exists(item => item.TextAt(Directive) == "replace" && item.Count == 1))
        {
            return new JsonArray([.. items.Where(item => item.TextAt(Directive) is null).Select(WithoutDirectives)]);
        }

        var key = Array.Find(keys, candidate => items.TrueForAll(item => item.ContainsKey(candidate)))
            ?? throw Undecodable($"map: does not contain declared merge key: {keys[0]}");
        var result = target.Objects().Select(item => item.Clone()).ToList();
        foreach (var item in items)
        {
            var at = result.FindIndex(existing => JsonNode.DeepEquals(existing[key], item[key]));
            if (item.TextAt(Directive) == "delete")
            {
                result.RemoveAll(existing => JsonNode.DeepEquals(existing[key], item[key]));
            }
            else if (at < 0)
            {
                result.Add(Apply([], item));
            }
            else
            {
                result[at] = Apply(result[at], item);
            }
        }

        return new JsonArray([.. result]);
    }

    private static JsonArray Union(JsonArray target, JsonArray patch) =>
        new([.. target.Concat(patch.Where(item => !target.Any(existing => JsonNode.DeepEquals(existing, item)))).Select(item => item?.DeepClone())]);

    private static void Subtract(JsonObject result, string name, JsonArray? items)
    {
        if (result[name] is JsonArray list)
        {
            result[name] = new JsonArray([.. list.Where(item => items?.Any(gone => JsonNode.DeepEquals(gone, item)) != true).Select(item => item?.DeepClone())]);
        }
    }

    /// <summary>Items that the order names come in that order; the others keep their places after them.</summary>
    private static void Sort(JsonObject result, string name, JsonArray? order)
    {
        if (result[name] is not JsonArray list || order is null)
        {
            return;
        }

        var key = Array.Find(MergeKeys.Of(name), candidate => order.Objects().All(item => item.ContainsKey(candidate)));
        var wanted = order.Select(item => Identity(item, key)).ToList();
        var sorted = list.OrderBy(item => wanted.IndexOf(Identity(item, key)) is var at and >= 0 ? at : int.MaxValue);
        result[name] = new JsonArray([.. sorted.Select(item => item?.DeepClone())]);
    }

    private static string Identity(JsonNode? item, string? key) => (item is JsonObject map && key is not null ? map[key] : item).ToText();

    private static JsonObject WithoutDirectives(JsonObject node) => Apply([], Without(node, Directive));

    private static JsonObject Without(JsonObject node, string name)
    {
        var copy = node.Clone();
        copy.Remove(name);
        return copy;
    }

    private static PatchException Undecodable(string message) => new(PatchFault.Undecodable, message);
}
