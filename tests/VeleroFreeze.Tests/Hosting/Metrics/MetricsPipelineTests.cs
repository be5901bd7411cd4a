using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Tests.Hosting.Metrics;

public sealed class MetricsPipelineTests : IDisposable
{
    private const string Scope = "otel_scope_name=\"VeleroFreeze.MetricsPipelineTests";

    // Of their own: meters are found by name, in the whole process.
    private static readonly MeterNames Names = MeterNames.Of(nameof(MetricsPipelineTests));

    private readonly MetricsPipeline _pipeline = new("test", Names);
    private readonly Meter _counted;
    private readonly Meter _state;

    public MetricsPipelineTests() => (_counted, _state) = Names.Create();

    public void Dispose()
    {
        _pipeline.Dispose();
        _counted.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task Counters_and_histograms_add_up_over_scrapes()
    {
        var requests = _counted.CreateCounter<long>("test.requests", "{request}", "What came.");
        var duration = _counted.CreateHistogram<double>("test.duration", "s", "How long.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        requests.Add(0, Label("kind", "b"));
        requests.Add(2, Label("kind", "a"));
        duration.Record(0.25);
        Own(await MetricsPage.OfAsync(_pipeline));
        requests.Add(1, Label("kind", "a"));
        duration.Record(0.75);
        duration.Record(3);
        Own(await MetricsPage.OfAsync(_pipeline)).ShouldBe(
            """
            # TYPE test_duration_seconds histogram
            # HELP test_duration_seconds How long.
            test_duration_seconds_bucket{SCOPE",le="0.5"} 1
            test_duration_seconds_bucket{SCOPE",le="1"} 2
            test_duration_seconds_bucket{SCOPE",le="+Inf"} 3
            test_duration_seconds_sum{SCOPE"} 4
            test_duration_seconds_count{SCOPE"} 3
            # TYPE test_requests_total counter
            # HELP test_requests_total What came.
            test_requests_total{SCOPE",kind="b"} 0
            test_requests_total{SCOPE",kind="a"} 3

            """);
    }

    [Fact]
    public async Task The_target_is_named_once()
    {
        _counted.CreateCounter<long>("test.requests").Add(1);
        _state.CreateObservableGauge("test.frozen", () => 1.0);
        var page = await MetricsPage.OfAsync(_pipeline);
        page.Split('\n').Count(line => line.StartsWith("target_info{", StringComparison.Ordinal)).ShouldBe(1);
        page.Split('\n').Count(line => line.StartsWith("# TYPE target_info ", StringComparison.Ordinal)).ShouldBe(1);
        page.ShouldContain("service_name=\"velero-freeze-test\"");
    }

    [Fact]
    public async Task A_series_that_is_no_longer_observed_is_gone()
    {
        const string Frozen = "# TYPE test_frozen gauge\n# HELP test_frozen Which.\n";
        List<string> machines = ["one", "two"];
        _state.CreateObservableGauge("test.frozen", () => machines.Select(name => new Measurement<double>(1, Label("name", name))), "", "Which.");
        Own(await MetricsPage.OfAsync(_pipeline)).ShouldBe($"{Frozen}test_frozen{{SCOPE.State\",name=\"one\"}} 1\ntest_frozen{{SCOPE.State\",name=\"two\"}} 1\n");
        machines.Remove("one");
        Own(await MetricsPage.OfAsync(_pipeline)).ShouldBe($"{Frozen}test_frozen{{SCOPE.State\",name=\"two\"}} 1\n");
        machines.Clear();
        Own(await MetricsPage.OfAsync(_pipeline)).ShouldBe("");
        machines.Add("one");
        Own(await MetricsPage.OfAsync(_pipeline)).ShouldBe($"{Frozen}test_frozen{{SCOPE.State\",name=\"one\"}} 1\n");
    }

    [Fact]
    public async Task Through_thirty_waves_of_7000_VMs_each_is_named_and_the_old_ones_are_gone()
    {
        string[] verdicts = ["file-system-consistent", "crash-consistent"];
        var wave = 0;
        _state.CreateObservableGauge("test.verdict", () =>
            from machine in Enumerable.Range(0, 7_000)
            from verdict in verdicts
            select new Measurement<double>(1, Label("name", $"{wave}-{machine}"), Label("verdict", verdict)));
        var requests = _counted.CreateCounter<long>("test.requests");
        for (; wave < 30; wave++)
        {
            requests.Add(1);
            var lines = (await MetricsPage.OfAsync(_pipeline)).Split('\n');
            lines.ShouldContain($"test_requests_total{{{Scope}\"}} {wave + 1}");
            lines.Where(line => line.StartsWith("test_verdict{", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal).SetEquals(
                from machine in Enumerable.Range(0, 7_000)
                from verdict in verdicts
                select $"test_verdict{{{Scope}.State\",name=\"{wave}-{machine}\",verdict=\"{verdict}\"}} 1").ShouldBeTrue($"wave {wave}");
        }
    }

    [Fact]
    public async Task More_VMs_at_once_than_there_are_places_at_first_are_named_too_up_to_a_bound()
    {
        var count = 100_000;
        _state.CreateObservableGauge("test.frozen", () => Enumerable.Range(0, count).Select(i => new Measurement<double>(1, Label("name", $"{i}"))));
        var scrape = await MetricsPage.OfAsync(_pipeline);
        scrape.ShouldNotContain("otel_metric_overflow");
        scrape.ShouldContain("name=\"99999\"} 1\n");
        count = 300_000;
        scrape = await MetricsPage.OfAsync(_pipeline);
        scrape.ShouldContain("otel_metric_overflow=\"true\"} ");
        scrape.Count(c => c == '\n').ShouldBeLessThan(240_010);
        count = 5;
        (await MetricsPage.OfAsync(_pipeline)).ShouldNotContain("otel_metric_overflow");
    }

    [Fact]
    public async Task A_label_that_reads_like_the_mark_of_a_full_meter_is_a_label()
    {
        _state.CreateObservableGauge("test.frozen", () => new Measurement<double>(1, Label("name", "otel_metric_overflow=\"true\"")));
        (await MetricsPage.OfAsync(_pipeline)).ShouldContain(@"name=""otel_metric_overflow=\""true\""""} 1");
    }

    [Fact]
    public async Task A_client_that_reads_slowly_holds_up_no_other()
    {
        _state.CreateObservableGauge("test.frozen", () => 1.0);
        using var stuck = new StuckStream();
        var slow = _pipeline.ServeAsync(new DefaultHttpContext { Response = { Body = stuck } });
        (await MetricsPage.OfAsync(_pipeline)).ShouldContain("test_frozen{");
        slow.IsCompleted.ShouldBeFalse();
        stuck.Release();
        await slow;
    }

    /// <summary>What the test's own instruments say, without the target.</summary>
    private static string Own(string page)
    {
        var lines = page.Split('\n').Where(line => !line.Contains("target_info", StringComparison.Ordinal));
        return string.Join('\n', lines).Replace(Scope, "SCOPE", StringComparison.Ordinal);
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private sealed class StuckStream : MemoryStream
    {
        private readonly TaskCompletionSource _released = new();

        public void Release() => _released.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await _released.Task;
    }
}
