using System.Diagnostics;
using System.Globalization;

namespace VeleroFreeze.Benchmarks.Webhook;

/// <summary>What a server took for the reviews of each turn.</summary>
internal sealed class WebhookMeasure(MeasuredServer server)
{
    private readonly List<double> _reviewsPerSecond = [];
    private readonly List<double> _microseconds = [];

    private double ReviewsPerSecond => Median(_reviewsPerSecond);

    /// <summary>Of the processor, for one review.</summary>
    private double Microseconds => Median(_microseconds);

    /// <summary>One turn.</summary>
    public void Add(byte[] review, int count)
    {
        var (cpu, watch) = (server.Cpu, Stopwatch.StartNew());
        ReviewLoad.Run(server.Port, review, count);
        _reviewsPerSecond.Add(count / watch.Elapsed.TotalSeconds);
        _microseconds.Add((server.Cpu - cpu) * 1e6 / count);
    }

    /// <summary>The line of the table, with ratios to another server.</summary>
    public string Row(WebhookMeasure other) => string.Create(
        CultureInfo.InvariantCulture,
        $"{server.Name,-30} {ReviewsPerSecond,10:F0} {ReviewsPerSecond / other.ReviewsPerSecond,6:F2} {Microseconds,7:F1} {Microseconds / other.Microseconds,6:F2} {server.Memory,7:F1} {server.Ready.TotalMilliseconds,9:F0}");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
