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
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ScrapedMeter _counted;
    private readonly StateMeter _state;
    private readonly MetricsPush? _push;

    /// <param name="role">The command's name.</param>
    /// <param name="names">The meters to listen to.</param>
    public MetricsPipeline(string role, MeterNames names)
    {
        MeterProviderBuilder Builder(string meter) => Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter)
            .ConfigureResource(resource => resource.AddService($"velero-freeze-{role}"));

        _counted = new ScrapedMeter(Builder(names.Counted), hasTargetInfo: true);
        _state = new StateMeter(() => Builder(names.State));
        _push = MetricsPush.IsWanted ? new MetricsPush(Builder(names.Counted), Builder(names.State)) : null;
    }

    public static bool IsMetrics(HttpRequest request) => request.Path.Value == "/metrics";

    /// <summary>Answers with everything there is to tell, or with 500 when it cannot be rendered.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        if (await ScrapeAsync(context.RequestAborted) is not { } page)
        {
            response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        response.ContentType = ScrapedMeter.Format + "; charset=utf-8";
        await response.Body.WriteAsync(page.Counted, context.RequestAborted);
        await response.Body.WriteAsync(page.State, context.RequestAborted);
    }

    public void Dispose()
    {
        _counted.Dispose();
        _state.Dispose();
        _push?.Dispose();
        _turn.Dispose();
    }

    /// <summary>Scrapes at the same time take their turns; a client that reads slowly holds up no other.</summary>
    private async Task<(ReadOnlyMemory<byte> Counted, ReadOnlyMemory<byte> State)?> ScrapeAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await _counted.RenderAsync() is { } counted && await _state.RenderAsync() is { } state ? (counted, state) : null;
        }
        finally
        {
            _turn.Release();
        }
    }
}
