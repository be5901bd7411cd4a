using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>The merge patch that makes an object what it should be.</summary>
internal static class MergeDifference
{
    /// <summary>Members that are wanted as null must not be there; members that nobody wants anything of stay.</summary>
    public static JsonObject Of(JsonObject? current, JsonObject wanted) =>
        new(wanted.Where(pair => !JsonNode.DeepEquals(current.At(pair.Key), pair.Value)).Select(pair => KeyValuePair.Create(pair.Key, Change(current.At(pair.Key), pair.Value))));

    private static JsonNode? Change(JsonNode? current, JsonNode? wanted) =>
        current is JsonObject from && wanted is JsonObject to ? Of(from, WithRemovals(from, to)) : wanted?.DeepClone();

    private static JsonObject WithRemovals(JsonObject from, JsonObject to)
    {
        var all = to.Clone();
        foreach (var (key, _) in from.Where(pair => !to.ContainsKey(pair.Key)))
        {
            all[key] = null;
        }

        return all;
    }
}
