using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Printing;

/// <summary>The part of JSONPath that printer columns use: members, an index, and the first item with a given member.</summary>
internal sealed partial class PrinterPath
{
    private readonly List<Func<JsonNode?, JsonNode?>> _steps = [];

    public static PrinterPath Parse(string text)
    {
        var path = new PrinterPath();
        foreach (Match match in Step.Matches(text))
        {
            path._steps.Add(StepOf(match));
        }

        return path;
    }

    public JsonNode? Find(JsonNode? node) => _steps.Aggregate(node, (current, step) => step(current));

    private static Func<JsonNode?, JsonNode?> StepOf(Match match)
    {
        if (match.Groups["member"] is { Success: true } member)
        {
            return node => node.At(member.Value);
        }

        if (match.Groups["index"] is { Success: true } index)
        {
            var position = int.Parse(index.Value, CultureInfo.InvariantCulture);
            return node => node is JsonArray list && position < list.Count ? list[position] : null;
        }

        var (key, value) = (match.Groups["key"].Value, match.Groups["value"].Value);
        return node => (node as JsonArray).Objects().FirstOrDefault(item => item.TextAt(key) == value);
    }

    [GeneratedRegex(@"\.(?<member>[\w-]+)|\[(?<index>\d+)\]|\[\?\(@\.(?<key>\w+)==['""](?<value>[^'""]*)['""]\)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step { get; }
}
