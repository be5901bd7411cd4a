using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Cli.Preflight;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The rights in the manifests, each with its reason, are those of the README and those that are used; <c>UPDATE_GOLDEN=1</c> writes the table.</summary>
public sealed partial class RightsTests
{
    private static readonly string[] Folders = ["deploy", "webhook-certs"];
    private static readonly string Readme = Repository.Path("README.md");

    private sealed record Rule(JsonObject Role, JsonObject Content, IReadOnlyList<string> Reasons)
    {
        public IReadOnlyList<string> Verbs => [.. Content.ArrayAt("verbs").Texts()];
    }

    [Fact]
    public void Every_verb_has_its_reason() => Rules().Where(rule => rule.Reasons.Count != rule.Verbs.Count).Select(rule => rule.Content.ToText()).ShouldBeEmpty();

    [Fact]
    public void The_table_of_rights_is_that_of_the_manifests()
    {
        var page = File.ReadAllText(Readme);
        var table = string.Join('\n', ["| who | where | on | may | for |", "|---|---|---|---|---|", .. Rules().SelectMany(Rows)]);
        var wanted = RightsTable().Replace(page, $"<!-- rights -->\n{table.Replace("$", "$$", StringComparison.Ordinal)}\n<!-- /rights -->");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Readme, wanted);
        }

        File.ReadAllText(Readme).ShouldBe(wanted);
    }

    [Fact]
    public void The_verifier_is_granted_what_it_asks_for_and_nothing_else()
    {
        var asked = VerifierRights.Needed("velero", "velerofreeze")
            .SelectMany(need => need.Verbs.Split(' ').Select(verb => $"{verb} {need.Scope.Kind.Plural}.{need.Scope.Kind.Group} {need.Name} in {need.Scope.Namespace}"));
        var granted = Rules().Where(rule => rule.Role.TextAt("metadata", "name") == "velerofreeze-verifier").SelectMany(rule =>
            from verb in rule.Verbs
            from resource in rule.Content.ArrayAt("resources").Texts()
            from @group in rule.Content.ArrayAt("apiGroups").Texts()
            from name in rule.Content.ArrayAt("resourceNames").Texts().DefaultIfEmpty("")
            select $"{verb} {resource}.{@group} {name} in {rule.Role.TextAt("metadata", "namespace")}");
        granted.ShouldBe(asked, ignoreOrder: true);
    }

    [Fact]
    public async Task Both_ways_to_run_the_verifier_are_bound_to_the_same_roles_and_nothing_else()
    {
        foreach (var (overlay, @namespace) in new[] { ("standalone-verifier", "velerofreeze"), ("velero-sidecar", "velero") })
        {
            var bindings = (await Manifests.RenderAsync($"overlays/{overlay}")).Where(found => found.TextAt("kind")!.EndsWith("Binding", StringComparison.Ordinal)).ToList();
            bindings.Select(binding => $"{binding.TextAt("roleRef", "kind")} {binding.TextAt("roleRef", "name")} in {binding.TextAt("metadata", "namespace")}").ShouldBe(
                ["ClusterRole velerofreeze-verifier in ", "Role velerofreeze-verifier in velerofreeze", "Role velerofreeze-verifier in velero"], ignoreOrder: true);
            bindings.SelectMany(binding => binding.ArrayAt("subjects").Objects()).Select(subject => $"{subject.TextAt("kind")} {subject.TextAt("namespace")}/{subject.TextAt("name")}")
                .Distinct().ShouldBe([$"ServiceAccount {@namespace}/velerofreeze-verifier"]);
        }
    }

    private static IEnumerable<string> Rows(Rule rule)
    {
        var who = rule.Role.TextAt("metadata", "name")!["velerofreeze-".Length..];
        var where = rule.Role.TextAt("metadata", "namespace") is { } space ? $"namespace `{space}`" : "cluster";
        var names = rule.Content.ArrayAt("resourceNames").Texts().Select(name => $" `{name}`");
        var on = $"{string.Join(", ", rule.Content.ArrayAt("resources").Texts())}{string.Concat(names)}";
        return rule.Verbs.Zip(rule.Reasons, (verb, reason) => $"| {who} | {where} | {on} | {verb} | {reason} |");
    }

    private static IEnumerable<Rule> Rules() => Files().Select(File.ReadAllText).SelectMany(text => $"\n{text}".Split("\n---\n")).SelectMany(RulesOf);

    private static IEnumerable<string> Files() => Folders.Select(folder => Repository.Path(folder)).Where(Directory.Exists)
        .SelectMany(folder => Directory.GetFiles(folder, "*.yaml", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
        .Where(file => RoleKind().IsMatch(File.ReadAllText(file)));

    /// <summary>Reasons are comments, so they are read from the text: one behind each verb.</summary>
    private static IEnumerable<Rule> RulesOf(string document)
    {
        if (YamlText.Parse(document) is not JsonObject role || role.TextAt("kind") is not ("Role" or "ClusterRole"))
        {
            yield break;
        }

        var parts = document.Split("\n    verbs:")[1..];
        foreach (var (content, part) in role.ArrayAt("rules").Objects().Zip(parts))
        {
            yield return new Rule(role, content, [.. Reason().Matches(part).Select(match => match.Groups[1].Value)]);
        }
    }

    [GeneratedRegex("^kind: (Cluster)?Role$", RegexOptions.Multiline)]
    private static partial Regex RoleKind();

    [GeneratedRegex("^      - [a-z]+ # (.+)$", RegexOptions.Multiline)]
    private static partial Regex Reason();

    [GeneratedRegex("<!-- rights -->.*<!-- /rights -->", RegexOptions.Singleline)]
    private static partial Regex RightsTable();
}
