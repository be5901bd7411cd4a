using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace VeleroFreeze.Sandbox.Admission;

/// <summary>Counts what nobody would notice otherwise: webhooks that failed and were passed over.</summary>
internal sealed class AdmissionMetrics
{
    private readonly ConcurrentDictionary<(string Webhook, string Type), long> _failedOpen = new();

    public void CountFailOpen(string webhook, string type) => _failedOpen.AddOrUpdate((webhook, type), 1, (_, count) => count + 1);

    public long FailOpenCount(string webhook, string type) => _failedOpen.GetValueOrDefault((webhook, type));

    /// <summary>The counters in the format that Prometheus reads.</summary>
    public string Render()
    {
        var text = new StringBuilder()
            .Append("# HELP apiserver_admission_webhook_fail_open_count Admission webhook fail open count, identified by name and broken out for each admission type.\n")
            .Append("# TYPE apiserver_admission_webhook_fail_open_count counter\n");
        foreach (var ((webhook, type), count) in _failedOpen.OrderBy(pair => pair.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"apiserver_admission_webhook_fail_open_count{{name=\"{webhook}\",type=\"{type}\"}} {count}\n");
        }

        return text.ToString();
    }
}
