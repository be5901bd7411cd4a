using OpenTelemetry.Metrics;

namespace VeleroFreeze.Hosting.Metrics;

/// <summary>A meter whose values are read when somebody scrapes, by OpenTelemetry's own exporter.</summary>
internal sealed class ScrapedMeter : IDisposable
{
    /// <summary>Text, since two of these are joined: OpenMetrics has an end mark.</summary>
    public const string Format = "text/plain; version=0.0.4";

    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private readonly MeterProvider _provider;
    private readonly RequestDelegate _endpoint;

    /// <param name="builder">Names the meter.</param>
    /// <param name="hasTargetInfo">Whether <c>target_info</c> is written; a page must have it once.</param>
    public ScrapedMeter(MeterProviderBuilder builder, bool hasTargetInfo)
    {
        _provider = builder.AddPrometheusExporter(options =>
        {
            options.TargetInfoEnabled = hasTargetInfo;
            // Each scrape sees what is so now.
            options.ScrapeResponseCacheDurationMilliseconds = 0;
        }).Build();
        _endpoint = new ApplicationBuilder(NoServices)
            .UseOpenTelemetryPrometheusScrapingEndpoint(_provider, static _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
            .Build();
    }

    /// <summary>Collects and renders. Not to be called again before it has ended.</summary>
    /// <returns>Text in <see cref="Format"/>; null when the exporter failed, as it does above 166 MiB.</returns>
    public async Task<ReadOnlyMemory<byte>?> RenderAsync()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Request.Headers.Accept = Format;
        context.Response.Body = body;
        await _endpoint(context);
        return context.Response.StatusCode == StatusCodes.Status200OK ? body.GetBuffer().AsMemory(0, (int)body.Length) : null;
    }

    public void Dispose() => _provider.Dispose();
}
