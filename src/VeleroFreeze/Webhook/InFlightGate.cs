using System.Threading.RateLimiting;

namespace VeleroFreeze.Webhook;

/// <summary>
/// Lets in as many requests as there is memory for: one permit is one MiB of body, and as much again for the patched copy that proves a patch.
/// 32 of them are 16 reviews of usual size or 4 of the largest, which a container of 256 MiB holds with room to spare.
/// </summary>
internal sealed class InFlightGate(TimeProvider time) : IDisposable
{
    public const int Permits = 32;
    private const int LeastPermits = 2;
    private const int BytesPerPermit = 1024 * 1024;

    /// <summary>Longer than this a request does not wait: an API server gives the whole call two seconds.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Permits,
        QueueLimit = 128 * Permits,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>How many permits a body takes.</summary>
    /// <param name="announced">The length that the client announced; null counts as the largest there can be.</param>
    public static int Weight(long? announced) =>
        Math.Max(LeastPermits, (int)(((announced ?? RequestBody.MaxBytes) + BytesPerPermit - 1) / BytesPerPermit));

    /// <summary>Waits for room.</summary>
    /// <returns>A lease that is acquired, or not: then there was no room in time.</returns>
    public async ValueTask<RateLimitLease> EnterAsync(long? announced, CancellationToken cancellation)
    {
        var permits = Weight(announced);
        var lease = _limiter.AttemptAcquire(permits);
        if (lease.IsAcquired)
        {
            return lease;
        }

        using var patience = new CancellationTokenSource(MaxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await _limiter.AcquireAsync(permits, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return lease;
        }
    }

    public void Dispose() => _limiter.Dispose();
}
