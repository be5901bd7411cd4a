using System.Diagnostics.Metrics;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Text;
using VeleroFreeze.Hosting;
using VeleroFreeze.Hosting.Metrics;

namespace VeleroFreeze.Webhook;

/// <summary>Everything the webhook ever counts. No label holds anything that a client chose.</summary>
internal sealed class WebhookMetrics : IDisposable
{
    public static readonly MeterNames Names = MeterNames.Of("Webhook");

    private static readonly string[] Operations = ["CREATE", "UPDATE", OtherOperation];
    private static readonly string[] Outcomes = [.. Enum.GetValues<InjectionOutcome>().Select(KebabCase.Of), AdmissionAnswer.FailedOutcome, AdmissionAnswer.RefusedOutcome];

    private const string OtherOperation = "other";

    private readonly Meter _counted;
    private readonly Meter _state;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    /// <param name="identity">The serving certificate in use.</param>
    public WebhookMetrics(Func<TlsIdentity> identity)
    {
        (_counted, _state) = Names.Create();
        _requests = _counted.CreateCounter<long>(
            "velerofreeze.admission.requests", "{request}", "Requests for a decision, by operation and what came of them; refused ones name no operation that could be trusted.");
        _duration = _counted.CreateHistogram<double>(
            "velerofreeze.admission.duration",
            "s",
            "Time from a request's headers to its answer.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2] });
        _state.CreateObservableGauge(
            "velerofreeze.certificate.not_before_timestamp", () => Serving(identity().NotBefore), "s", "When the certificate began to be valid, in seconds since 1970.");
        _state.CreateObservableGauge(
            "velerofreeze.certificate.not_after_timestamp", () => Serving(identity().NotAfter), "s", "When the certificate ends, in seconds since 1970.");
        Announce();
    }

    public void Answered(AdmissionAnswer answer, TimeSpan elapsed)
    {
        Count(OperationOf(answer.Request), answer.Outcome, 1);
        _duration.Record(elapsed.TotalSeconds);
    }

    public void Dispose()
    {
        _counted.Dispose();
        _state.Dispose();
    }

    /// <summary>A counter that appears with its first event has no increase for Prometheus to see; so each is there from the start.</summary>
    private void Announce()
    {
        foreach (var operation in Operations)
        {
            foreach (var outcome in Outcomes)
            {
                Count(operation, outcome, 0);
            }
        }
    }

    private void Count(string operation, string outcome, int requests) => _requests.Add(requests, new("operation", operation), new("outcome", outcome));

    private static string OperationOf(AdmissionRequest? request) => Operations.Contains(request?.Operation) ? request!.Operation : OtherOperation;

    private static Measurement<double> Serving(DateTimeOffset time) => new(time.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("kind", "serving"));
}
