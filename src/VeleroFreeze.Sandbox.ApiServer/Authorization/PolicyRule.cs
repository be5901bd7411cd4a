using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Authorization;

/// <summary>One rule of a role: everything in it is a list of which one entry has to match.</summary>
internal sealed record PolicyRule
{
    private const string All = "*";

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>Empty means every name. A request that names none, such as a list, matches only then.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<string> Paths { get; init; } = [];

    public static IEnumerable<PolicyRule> Of(JsonObject role) => role.ArrayAt("rules").Objects().Select(rule => new PolicyRule
    {
        Verbs = [.. rule.ArrayAt("verbs").Texts()],
        Groups = [.. rule.ArrayAt("apiGroups").Texts()],
        Resources = [.. rule.ArrayAt("resources").Texts()],
        Names = [.. rule.ArrayAt("resourceNames").Texts()],
        Paths = [.. rule.ArrayAt("nonResourceURLs").Texts()],
    });

    public bool Allows(RequestAttributes asked) => Matches(Verbs, asked.Verb) && (asked.IsResource ? AllowsResource(asked) : Paths.Any(path => MatchesPath(path, asked.Path)));

    public JsonObject ToJson()
    {
        var node = new JsonObject { ["verbs"] = Verbs.ToJsonArray() };
        foreach (var (name, texts) in ((string, IReadOnlyList<string>)[])[("apiGroups", Groups), ("resources", Resources), ("resourceNames", Names), ("nonResourceURLs", Paths)])
        {
            if (texts.Count > 0)
            {
                node[name] = texts.ToJsonArray();
            }
        }

        return node;
    }

    /// <summary>As refusals show it.</summary>
    public override string ToString()
    {
        var parts = ((string Name, IReadOnlyList<string> Texts)[])
            [("APIGroups", Groups), ("Resources", Resources), ("NonResourceURLs", Paths), ("ResourceNames", Names), ("Verbs", Verbs)];
        return $"{{{string.Join(", ", parts.Where(part => part.Texts.Count > 0).Select(part => $"{part.Name}:[{string.Join(' ', part.Texts.Select(text => $"\"{text}\""))}]"))}}}";
    }

    private static bool Matches(IReadOnlyList<string> allowed, string asked) => allowed.Contains(All) || allowed.Contains(asked);

    private bool AllowsResource(RequestAttributes asked) =>
        Matches(Groups, asked.Group)
        && Resources.Any(resource => resource == All || resource == asked.FullResource || (asked.Subresource.Length > 0 && resource == $"{All}/{asked.Subresource}"))
        && (Names.Count == 0 || Names.Contains(asked.Name));

    private static bool MatchesPath(string allowed, string asked) =>
        allowed == All || allowed == asked || (allowed.EndsWith('*') && asked.StartsWith(allowed.TrimEnd('*'), StringComparison.Ordinal));
}
