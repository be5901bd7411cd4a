using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Policies;

/// <summary>
/// What the policies of <c>deploy/base/policies</c> have to answer, <c>cases/policies/fences.yaml</c>, and what a real API server answered, <c>fences.json</c>, with the
/// digests of the policies and of what it was asked.
/// </summary>
public static class FenceTable
{
    private static readonly JsonObject Content = (JsonObject)YamlText.Parse(System.IO.File.ReadAllText(GoldenCases.Folder("policies", "fences.yaml")))!;

    /// <summary>In the order in which the table has them.</summary>
    public static IReadOnlyList<string> Policies { get; } = [.. Content.Select(member => member.Key).Where(key => key.StartsWith("velerofreeze-", StringComparison.Ordinal))];

    public static IReadOnlyList<FenceRow> Rows { get; } =
        [.. Policies.SelectMany(policy => Content.ArrayAt(policy).Objects().Select(row => new FenceRow(policy, row.TextAt("name")!, row)))];

    /// <summary>Where a kind is served, and a plain object of it.</summary>
    public static JsonObject Kind(string name) => Content.ObjectAt("kinds", name)!;

    public static string UserOf(FenceRow row) => Content.TextAt("people", row.Who)!;

    /// <summary>The roles by which everybody may do what the rows try.</summary>
    public static IReadOnlyList<JsonObject> Rights { get; } = [.. Content.ArrayAt("rights").Objects()];

    public static string File { get; } = GoldenCases.Folder("policies", "fences.json");

    public static string PolicyDigest => PolicyAnswers.Digest(Policies.Select(policy =>
        System.IO.File.ReadAllBytes(PolicyAnswers.DeployFile("base", "policies", $"{policy["velerofreeze-".Length..]}.yaml"))));

    public static string QuestionDigest
    {
        get
        {
            JsonNode?[] asked = [Content["kinds"], Content["people"], Content["rights"], .. Rows.Select(row => row.Asked)];
            return PolicyAnswers.Digest(asked.Select(part => Encoding.UTF8.GetBytes(part!.ToJsonString())));
        }
    }

    /// <summary>The rows that are asked again when the guard refuses.</summary>
    public static IEnumerable<FenceRow> Guarded => Rows.Where(row => row.Policy == Policies[0]);

    /// <summary>What has to be recorded: the answers as the policies come, and the guard's once it refuses.</summary>
    public static JsonObject Expected => Record(
        Rows.ToDictionary(row => row, row => row.Expected(refuses: false)),
        Guarded.ToDictionary(row => row, row => row.Expected(refuses: true)));

    public static JsonObject Record(IReadOnlyDictionary<FenceRow, string> asTheyCome, IReadOnlyDictionary<FenceRow, string> refusing) => new()
    {
        ["policies"] = PolicyDigest,
        ["questions"] = QuestionDigest,
        ["answers"] = new JsonObject(Policies.Select(policy => KeyValuePair.Create(policy, (JsonNode?)Of(asTheyCome.Where(answer => answer.Key.Policy == policy))))),
        ["answers once the guard refuses"] = Of(refusing),
    };

    private static JsonObject Of(IEnumerable<KeyValuePair<FenceRow, string>> answers) =>
        new(answers.Select(answer => KeyValuePair.Create(answer.Key.Name, (JsonNode?)JsonValue.Create(answer.Value))));
}
