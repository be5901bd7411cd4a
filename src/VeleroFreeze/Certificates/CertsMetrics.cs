using System.Diagnostics.Metrics;
using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Certificates;

/// <summary>When the authority ends; the webhook tells of the certificate that it serves.</summary>
internal sealed class CertsMetrics : IDisposable
{
    public static readonly MeterNames Names = MeterNames.Of("Certs");

    private readonly Meter _counted;
    private readonly Meter _state;

    public CertsMetrics(CertsState state)
    {
        (_counted, _state) = Names.Create();
        _state.CreateObservableGauge(
            "velerofreeze.certificate.not_before_timestamp", () => Authority(state, found => found.NotBefore), "s", "When the certificate began to be valid, in seconds since 1970.");
        _state.CreateObservableGauge(
            "velerofreeze.certificate.not_after_timestamp", () => Authority(state, found => found.NotAfter), "s", "When the certificate ends, in seconds since 1970.");
    }

    public void Dispose()
    {
        _counted.Dispose();
        _state.Dispose();
    }

    private static IEnumerable<Measurement<double>> Authority(CertsState state, Func<CertificateFacts, DateTimeOffset> time) =>
        state.Seen is { KeptBy: null, Current: { } current } ? [new(time(current).ToUnixTimeSeconds(), new KeyValuePair<string, object?>("kind", "authority"))] : [];
}
