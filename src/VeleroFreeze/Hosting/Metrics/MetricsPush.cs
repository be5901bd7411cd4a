using OpenTelemetry.Metrics;

namespace VeleroFreeze.Hosting.Metrics;

/// <summary>Pushes a role's meters to an OTLP collector, as the variables of OpenTelemetry say.</summary>
internal sealed class MetricsPush(MeterProviderBuilder counted, MeterProviderBuilder state) : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly MeterProvider _counted = Build(counted, MetricReaderTemporalityPreference.Cumulative);

    // Gauges have no temporality on the wire. "Delta" makes the SDK free the place of a series that was not observed again.
    private readonly MeterProvider _state = Build(StateMeter.Limited(state, StateMeter.StartLimit), MetricReaderTemporalityPreference.Delta);

    public static bool IsWanted => Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 };

    public void Dispose()
    {
        _counted.Dispose();
        _state.Dispose();
    }

    private static MeterProvider Build(MeterProviderBuilder builder, MetricReaderTemporalityPreference temporality) =>
        builder.AddOtlpExporter((_, reader) => reader.TemporalityPreference = temporality).Build();
}
