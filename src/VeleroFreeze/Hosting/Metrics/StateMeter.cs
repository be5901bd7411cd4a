using OpenTelemetry.Metrics;

namespace VeleroFreeze.Hosting.Metrics;

/// <summary>
/// A scraped meter of gauges whose series come and go. The exporter's reader never frees the place of a series: once as many came and went as there are
/// places, new ones share one series that names none of them. So the provider is built anew then. Nothing is lost, for gauges are worked out at each scrape.
/// </summary>
/// <param name="provider">Makes a builder that names the meter.</param>
internal sealed class StateMeter(Func<MeterProviderBuilder> provider) : IDisposable
{
    /// <summary>Places for the series of one instrument at the start.</summary>
    public const int StartLimit = 60_000;

    /// <summary>More series than these at once are summed up in one, so that memory stays bounded.</summary>
    private const int MaxLimit = 4 * StartLimit;

    private int _limit = StartLimit;
    private ScrapedMeter _meter = Build(provider, StartLimit);

    /// <summary>As <see cref="ScrapedMeter.RenderAsync"/>.</summary>
    public async Task<ReadOnlyMemory<byte>?> RenderAsync()
    {
        var text = await _meter.RenderAsync();
        if (IsFull(text))
        {
            text = await RenewedAsync();
        }

        // What is full when it is new has too few places for what there is now.
        while (IsFull(text) && _limit < MaxLimit)
        {
            _limit *= 2;
            text = await RenewedAsync();
        }

        return text;
    }

    /// <summary>A view that gives each instrument so many places.</summary>
    public static MeterProviderBuilder Limited(MeterProviderBuilder builder, int limit) =>
        builder.AddView(_ => new MetricStreamConfiguration { CardinalityLimit = limit });

    public void Dispose() => _meter.Dispose();

    private Task<ReadOnlyMemory<byte>?> RenewedAsync()
    {
        _meter.Dispose();
        _meter = Build(provider, _limit);
        return _meter.RenderAsync();
    }

    private static ScrapedMeter Build(Func<MeterProviderBuilder> provider, int limit) => new(Limited(provider(), limit), hasTargetInfo: false);

    /// <summary>In a label's value, quotes are escaped.</summary>
    private static bool IsFull(ReadOnlyMemory<byte>? text) => text is { Span: var bytes } && bytes.IndexOf("otel_metric_overflow=\"true\""u8) >= 0;
}
