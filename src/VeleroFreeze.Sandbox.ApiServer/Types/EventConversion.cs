using System.Text.Json.Nodes;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>Events are stored once and served under two groups whose members have other names.</summary>
internal static class EventConversion
{
    private static readonly (string Core, string Other)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ];

    public static Alias AliasOf(ResourceType core) => new(
        core,
        other => Rename(other, Names.Select(pair => (pair.Other, pair.Core))),
        stored => Rename(stored, Names.Select(pair => (pair.Core, pair.Other))));

    private static void Rename(JsonObject node, IEnumerable<(string From, string To)> names)
    {
        foreach (var (from, to) in names)
        {
            if (node.Remove(from, out var value))
            {
                node[to] = value;
            }
        }
    }
}
