using System.Text.RegularExpressions;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>What rules and dashboard ask Prometheus for is there to be asked for. Prometheus itself answers a misspelled name with nothing.</summary>
public sealed partial class QueryTests
{
    private static readonly string DashboardFile = Repository.Path("deploy", "prometheus", "dashboard.json");

    /// <summary>A histogram is these three series, and none of its own name.</summary>
    private static readonly string[] Suffixes = ["_bucket", "_sum", "_count"];

    [Fact]
    public void Rules_and_dashboard_use_only_metrics_that_there_are()
    {
        var known = MonitoringFilesTests.Instruments().SelectMany(Series).ToHashSet(StringComparer.Ordinal);
        Expressions().SelectMany(found => OwnMetric().Matches(found.Text).Where(match => !known.Contains(match.Value)).Select(match => $"{found.Place}: {match.Value}")).ShouldBeEmpty();
    }

    /// <summary>A matcher or a grouping by a label that no series has is no error to Prometheus: it matches nothing, or everything.</summary>
    [Fact]
    public void Rules_and_dashboard_use_only_labels_that_their_metrics_have()
    {
        foreach (var (place, text, legend) in Expressions())
        {
            foreach (Match selector in Selector().Matches(text))
            {
                Matcher().Matches(selector.Groups["matchers"].Value).Select(match => match.Groups["label"].Value).ShouldBeSubsetOf(LabelsOf(selector.Groups["metric"].Value), place);
            }

            var grouped = Grouping().Matches(text).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)).ToList();
            if (OwnMetric().Matches(text) is { Count: > 0 } metrics)
            {
                grouped.ShouldBeSubsetOf(metrics.SelectMany(match => LabelsOf(match.Value)), place);
            }

            Legend().Matches(legend).Select(match => match.Groups["label"].Value).ShouldBeSubsetOf(grouped, place);
        }
    }

    [Fact]
    public void Every_panel_asks_for_something_from_the_chosen_source()
    {
        var dashboard = MonitoringFilesTests.Read(DashboardFile);
        var source = $"${{{dashboard["templating"]!["list"]![0]!["name"]}}}";
        foreach (var panel in dashboard["panels"]!.AsArray())
        {
            panel!["datasource"]!["uid"]!.GetValue<string>().ShouldBe(source);
            panel["targets"]!.AsArray().ShouldNotBeEmpty();
            panel["targets"]!.AsArray().ShouldAllBe(target => target!["datasource"]!["uid"]!.GetValue<string>() == source && OwnMetric().IsMatch(target["expr"]!.GetValue<string>()));
        }
    }

    /// <summary>Of the rules and of the dashboard: where it stands, what is asked, and how a series is named.</summary>
    private static IEnumerable<(string Place, string Text, string Legend)> Expressions() =>
    [
        .. MonitoringFilesTests.Alerts().Select(rule => ($"rules.yaml: {rule["alert"]}", rule["expr"]!.GetValue<string>(), "")),
        .. from panel in MonitoringFilesTests.Read(DashboardFile)["panels"]!.AsArray()
           from target in panel!["targets"]!.AsArray()
           select ($"dashboard.json: {panel["title"]}", target!["expr"]!.GetValue<string>(), target["legendFormat"]!.GetValue<string>()),
    ];

    private static string[] Series((string Name, string Type, string Help) instrument) =>
        instrument.Type == "histogram" ? [.. Suffixes.Select(suffix => instrument.Name + suffix)] : [instrument.Name];

    private static string[] LabelsOf(string series)
    {
        var suffix = Suffixes.FirstOrDefault(suffix => series.EndsWith(suffix, StringComparison.Ordinal) && MonitoringFilesTests.Labels.ContainsKey(series[..^suffix.Length])) ?? "";
        var own = MonitoringFilesTests.Labels.GetValueOrDefault(series[..^suffix.Length], "").Split(", ", StringSplitOptions.RemoveEmptyEntries);
        return suffix == "_bucket" ? [.. own, "le"] : own;
    }

    [GeneratedRegex("velerofreeze_[a-z_]+")]
    private static partial Regex OwnMetric();

    [GeneratedRegex(@"(?<metric>velerofreeze_[a-z_]+)\{(?<matchers>[^}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Selector();

    [GeneratedRegex(@"(?<label>[a-z_]+)\s*(=|!=|=~|!~)\s*\x22", RegexOptions.ExplicitCapture)]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(by|on)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Grouping();

    [GeneratedRegex("{{(?<label>[a-z_]+)}}", RegexOptions.ExplicitCapture)]
    private static partial Regex Legend();
}
