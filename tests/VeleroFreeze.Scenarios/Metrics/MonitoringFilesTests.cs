using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Verifier.Metrics;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>Rules, README and code say the same. <c>UPDATE_GOLDEN=1</c> writes what follows from the rules and the code.</summary>
public sealed partial class MonitoringFilesTests
{
    /// <summary>Restated here, so that a label that is lost or gained is seen.</summary>
    internal static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["velerofreeze_admission_requests_total"] = "operation, outcome",
        ["velerofreeze_admission_duration_seconds"] = "",
        ["velerofreeze_certificate_not_before_timestamp_seconds"] = "kind",
        ["velerofreeze_certificate_not_after_timestamp_seconds"] = "kind",
        ["velerofreeze_backup_last_hooks_attempted"] = "schedule",
        ["velerofreeze_backup_last_hooks_failed"] = "schedule",
        ["velerofreeze_backup_last_policy_met"] = "schedule",
        ["velerofreeze_backup_last_verdict"] = "schedule, verdict",
        ["velerofreeze_vm_last_backup_verdict"] = "namespace, name, policy, verdict",
        ["velerofreeze_vm_last_consistent_backup_timestamp_seconds"] = "namespace, name",
        ["velerofreeze_backups_awaiting_verdict"] = "",
        ["velerofreeze_vm_injection_missing"] = "namespace, name",
        ["velerofreeze_backups_verified_total"] = "schedule, verdict",
        ["velerofreeze_hooks_attempted_total"] = "schedule",
        ["velerofreeze_hooks_failed_total"] = "schedule",
        ["velerofreeze_evidence_errors_total"] = "reason",
        ["velerofreeze_vm_freeze_duration_seconds"] = "",
    };

    private static readonly string ReadmeFile = Repository.Path("README.md");
    private static readonly string RulesFile = Repository.Path("deploy", "prometheus", "rules.yaml");
    private static readonly string OperatorFile = Repository.Path("deploy", "prometheus", "prometheusrule.yaml");

    private static bool IsUpdate => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    [Fact]
    public void The_operators_rules_are_the_same_as_the_files()
    {
        var rules = File.ReadAllText(RulesFile);
        var groups = rules[rules.IndexOf("groups:", StringComparison.Ordinal)..].TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? "" : "  " + line);
        var written = File.ReadAllText(OperatorFile);
        var wanted = written[..(written.IndexOf("\nspec:\n", StringComparison.Ordinal) + 7)] + string.Join('\n', groups) + "\n";
        Keep(OperatorFile, wanted);
        JsonNode.DeepEquals(Read(OperatorFile)["spec"]!["groups"], Read(RulesFile)["groups"]).ShouldBeTrue();
    }

    [Fact]
    public void Every_alert_has_a_severity_a_summary_and_a_runbook_that_exists()
    {
        var headings = Heading().Matches(File.ReadAllText(ReadmeFile)).Select(match => match.Groups[1].Value.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
        foreach (var alert in Alerts())
        {
            var name = alert["alert"]!.GetValue<string>();
            alert["labels"]!["severity"]!.GetValue<string>().ShouldBeOneOf("critical", "warning");
            alert["annotations"]!["summary"]!.GetValue<string>().ShouldNotBeEmpty(name);
            var anchor = alert["annotations"]!["runbook_url"]!.GetValue<string>().Split("/README.md#")[1];
            anchor.ShouldBe(name.ToLowerInvariant());
            headings.ShouldContain(anchor);
        }
    }

    [Fact]
    public void Every_alert_is_tested_firing_and_silent()
    {
        var tests = string.Concat(Directory.GetFiles(Repository.Path("deploy", "prometheus", "tests")).Select(File.ReadAllText));
        foreach (var name in Alerts().Select(alert => alert["alert"]!.GetValue<string>()))
        {
            tests.ShouldMatch($"alertname: {name}\n +exp_alerts:\n");
            tests.ShouldMatch($"alertname: {name}\n +exp_alerts: \\[\\]");
        }
    }

    [Fact]
    public async Task Prometheus_own_tool_finds_the_rules_right_and_the_tests_of_them_pass()
    {
        (await Shell.RunAsync("promtool check rules deploy/prometheus/rules.yaml 2>&1")).ExitCode.ShouldBe(0);
        var tested = await Shell.RunAsync("promtool test rules deploy/prometheus/tests/*.yaml 2>&1");
        tested.ExitCode.ShouldBe(0, tested.Output);
    }

    [Fact]
    public void The_table_of_metrics_is_that_of_the_instruments()
    {
        var rows = Instruments().Select(metric => $"| `{metric.Name}` | {metric.Type} | {Labels[metric.Name]} | {metric.Help} |");
        KeepTable("metrics", ["| metric | type | labels | what it says |", "|---|---|---|---|", .. rows]);
        Instruments().Select(metric => metric.Name).ShouldBe(Labels.Keys, ignoreOrder: true);
    }

    [Fact]
    public void The_table_of_alerts_is_that_of_the_rules()
    {
        var rows = Alerts().Select(alert =>
        {
            var name = alert["alert"]!.GetValue<string>();
            var summary = Template().Replace(alert["annotations"]!["summary"]!.GetValue<string>(), "…").Replace("…/…", "…", StringComparison.Ordinal);
            return $"| [{name}](#{name.ToLowerInvariant()}) | {alert["labels"]!["severity"]} | {summary} |";
        });
        KeepTable("alerts", ["| alert | severity | what it says |", "|---|---|---|", .. rows]);
    }

    internal static IEnumerable<JsonNode> Alerts() => Read(RulesFile)["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!);

    internal static JsonNode Read(string file) => YamlText.Parse(File.ReadAllText(file))!;

    /// <summary>As they read when they are scraped, in the order in which the roles make them.</summary>
    internal static List<(string Name, string Type, string Help)> Instruments() => InstrumentNames.Scraped(() =>
    {
        using var webhook = new WebhookMetrics(() => throw new InvalidOperationException("not collected"));
        using var verifier = new VerifierMetrics();
    });

    private static void KeepTable(string name, IEnumerable<string> lines)
    {
        var readme = File.ReadAllText(ReadmeFile);
        var (begin, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var (from, to) = (readme.IndexOf(begin, StringComparison.Ordinal) + begin.Length, readme.IndexOf(end, StringComparison.Ordinal));
        Keep(ReadmeFile, $"{readme[..from]}{string.Join('\n', lines)}\n{readme[to..]}");
    }

    private static void Keep(string file, string wanted)
    {
        if (IsUpdate)
        {
            File.WriteAllText(file, wanted);
        }

        File.ReadAllText(file).ShouldBe(wanted);
    }

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("{{.*?}}")]
    private static partial Regex Template();
}
