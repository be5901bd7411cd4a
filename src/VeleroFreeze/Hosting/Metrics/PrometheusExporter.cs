using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace VeleroFreeze.Hosting.Metrics;

/// <summary>
/// Renders what the SDK collects when a scrape asks for it. Stands in for <c>OpenTelemetry.Exporter.Prometheus.AspNetCore</c>, whose reader cannot
/// be told to forget series, and has its names.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly Lock _gate = new();
    private string _text = "";

    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects and renders; scrapes at the same time take their turns.</summary>
    public string Scrape()
    {
        lock (_gate)
        {
            // Without a single series nothing is exported, and what the last scrape saw must not be told again.
            _text = "";
            Collect!(Timeout.Infinite);
            return _text;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new PrometheusText();
        foreach (var metric in batch)
        {
            Append(text, metric);
        }

        _text = text.ToString();
        return ExportResult.Success;
    }

    private static void Append(PrometheusText text, Metric metric)
    {
        var type = TypeOf(metric.MetricType);
        var name = PrometheusName.Of(metric.Name, metric.Unit, isCounter: type == "counter");
        var isNew = true;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (isNew)
            {
                text.Family(name, type, metric.Description);
                isNew = false;
            }

            Append(text, name, metric.MetricType, in point);
        }
    }

    private static void Append(PrometheusText text, string name, MetricType type, in MetricPoint point)
    {
        var labels = Labels(point.Tags);
        if (type == MetricType.Histogram)
        {
            AppendHistogram(text, name, labels, in point);
        }
        else
        {
            text.Sample(name, labels, ValueOf(type, in point));
        }
    }

    private static void AppendHistogram(PrometheusText text, string name, List<KeyValuePair<string, string>> labels, in MetricPoint point)
    {
        var sum = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            sum += bucket.BucketCount;
            text.Sample(name + "_bucket", [.. labels, new("le", PrometheusText.Number(bucket.ExplicitBound))], sum);
        }

        text.Sample(name + "_sum", labels, point.GetHistogramSum());
        text.Sample(name + "_count", labels, point.GetHistogramCount());
    }

    private static string TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        MetricType.ExponentialHistogram => throw new NotSupportedException("exponential histograms have no place in this text format"),
        _ => "gauge",
    };

    private static double ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private static List<KeyValuePair<string, string>> Labels(ReadOnlyTagCollection tags)
    {
        var labels = new List<KeyValuePair<string, string>>(tags.Count);
        foreach (var (key, value) in tags)
        {
            labels.Add(new(key, Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }

        return labels;
    }
}
