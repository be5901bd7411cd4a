using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Conformance;

/// <summary>
/// One claim about an API server, as requests and what is expected of their answers. Cases hold on a real API server with the definitions of KubeVirt and
/// Velero; <c>{ns}</c> is a namespace of the case's own, and other names in braces are values saved from earlier answers.
/// </summary>
internal sealed record ConformanceCase(string Name, IReadOnlyList<JsonObject> Steps)
{
    public static string Folder { get; } = Repository.Path("tests", "VeleroFreeze.Scenarios", "Conformance", "cases");

    public static IEnumerable<ConformanceCase> All() =>
        from file in Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal)
        from node in YamlText.Parse(File.ReadAllText(file))!.AsArray()
        select new ConformanceCase($"{Path.GetFileNameWithoutExtension(file)}: {node!["name"]}", [.. node["steps"]!.AsArray().Select(Merged)]);

    /// <summary>A step may begin with another one and change it.</summary>
    private static JsonObject Merged(JsonNode? step)
    {
        var own = step!.AsObject();
        if (own["<<"] is not JsonObject other)
        {
            return own;
        }

        var merged = other.DeepClone().AsObject();
        foreach (var (name, value) in own.Where(member => member.Key != "<<"))
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }
}
