using System.Diagnostics.Metrics;
using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Tests.Hosting.Metrics;

public sealed class MetricsPipelineTests : IDisposable
{
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
    public void Counters_and_histograms_add_up_over_scrapes()
    {
        var requests = _counted.CreateCounter<long>("test.requests", "{request}", "What came.");
        var duration = _counted.CreateHistogram<double>("test.duration", "s", "How long.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        requests.Add(0, new KeyValuePair<string, object?>("kind", "b"));
        requests.Add(2, new KeyValuePair<string, object?>("kind", "a"));
        duration.Record(0.25);
        _pipeline.Scrape();
        requests.Add(1, new KeyValuePair<string, object?>("kind", "a"));
        duration.Record(0.75);
        duration.Record(3);
        _pipeline.Scrape().ShouldBe(
            """
            # HELP test_requests_total What came.
            # TYPE test_requests_total counter
            test_requests_total{kind="b"} 0
            test_requests_total{kind="a"} 3
            # HELP test_duration_seconds How long.
            # TYPE test_duration_seconds histogram
            test_duration_seconds_bucket{le="0.5"} 1
            test_duration_seconds_bucket{le="1"} 2
            test_duration_seconds_bucket{le="+Inf"} 3
            test_duration_seconds_sum 4
            test_duration_seconds_count 3

            """);
    }

    [Fact]
    public void A_series_that_is_no_longer_observed_is_gone()
    {
        List<string> machines = ["one", "two"];
        _state.CreateObservableGauge("test.frozen", () => machines.Select(name => new Measurement<double>(1, new KeyValuePair<string, object?>("name", name))), "", "Which.");
        _pipeline.Scrape().ShouldBe("# HELP test_frozen Which.\n# TYPE test_frozen gauge\ntest_frozen{name=\"one\"} 1\ntest_frozen{name=\"two\"} 1\n");
        machines.Remove("one");
        _pipeline.Scrape().ShouldBe("# HELP test_frozen Which.\n# TYPE test_frozen gauge\ntest_frozen{name=\"two\"} 1\n");
        machines.Clear();
        _pipeline.Scrape().ShouldBe("");
        machines.Add("one");
        _pipeline.Scrape().ShouldContain("test_frozen{name=\"one\"} 1\n");
    }

    [Fact]
    public void However_many_VMs_came_and_went_a_new_one_has_its_own_series()
    {
        var generation = 0;
        _state.CreateObservableGauge("test.frozen", () => Enumerable.Range(0, 20_000).Select(i => new Measurement<double>(1, new KeyValuePair<string, object?>("name", $"{generation}-{i}"))), "", "Which.");
        // More over time than there is room for at once.
        for (; generation < 5; generation++)
        {
            var scrape = _pipeline.Scrape();
            scrape.ShouldNotContain("otel_metric_overflow");
            scrape.ShouldContain($"test_frozen{{name=\"{generation}-19999\"}} 1\n");
        }
    }
}
