using System.Diagnostics.Metrics;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace VeleroFreeze.Hosting.Metrics;

/// <summary>
/// Brings a role's instruments to whoever scrapes <c>/metrics</c>, and to an OTLP collector where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.
/// Has to exist before the instruments are used: what is counted earlier is not heard.
/// </summary>
internal sealed class MetricsPipeline : IDisposable
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>More series than these of one instrument are summed up in one, so that memory stays bounded.</summary>
    private const int MaxSeries = 60_000;

    private readonly PrometheusExporter _counted = new();
    private readonly PrometheusExporter _state = new();
    private readonly MeterProvider _countedProvider;
    private readonly MeterProvider _stateProvider;

    /// <param name="role">The command's name.</param>
    /// <param name="names">The meters to listen to.</param>
    public MetricsPipeline(string role, MeterNames names)
    {
        _countedProvider = Build(Builder(role, names.Counted), _counted, MetricReaderTemporalityPreference.Cumulative);
        // Gauges have no temporality on the wire. "Delta" makes the SDK forget a series that was not observed again; by default a deleted VM would
        // keep its place for ever, until there is none left for new ones.
        _stateProvider = Build(
            Builder(role, names.State).AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = MaxSeries }),
            _state,
            MetricReaderTemporalityPreference.Delta);
    }

    public static bool IsMetrics(HttpRequest request) => request.Path.Value == "/metrics";

    public string Scrape() => _counted.Scrape() + _state.Scrape();

    public Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Scrape())).AsTask();
    }

    public void Dispose()
    {
        _countedProvider.Dispose();
        _stateProvider.Dispose();
    }

    private static MeterProviderBuilder Builder(string role, string meter) => Sdk.CreateMeterProviderBuilder()
        .AddMeter(meter)
        .ConfigureResource(resource => resource.AddService($"velero-freeze-{role}"));

    private static MeterProvider Build(MeterProviderBuilder builder, PrometheusExporter exporter, MetricReaderTemporalityPreference temporality)
    {
        builder.AddReader(new BaseExportingMetricReader(exporter) { TemporalityPreference = temporality });
        if (Environment.GetEnvironmentVariable(OtlpEndpoint) is { Length: > 0 })
        {
            builder.AddOtlpExporter((_, reader) => reader.TemporalityPreference = temporality);
        }

        return builder.Build();
    }
}

/// <summary>A role has two meters: one for what is counted and measured, one for gauges whose series come and go.</summary>
internal sealed record MeterNames(string Counted, string State)
{
    public static MeterNames Of(string role) => new($"VeleroFreeze.{role}", $"VeleroFreeze.{role}.State");

    public (Meter Counted, Meter State) Create() => (new Meter(Counted), new Meter(State));
}
