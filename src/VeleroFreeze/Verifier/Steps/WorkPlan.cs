using System.Collections.Concurrent;
using System.Globalization;
using VeleroFreeze.Verifier.Logging;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>
/// Which Backup is looked at next, and which is to be judged. Recording is quick and must be prompt, judging may wait for a storage: two queues, so that the one never
/// waits for the other.
/// </summary>
internal sealed class WorkPlan(TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Room for more Backups than there are: with either full, the watch would stand still and no start would be recorded.</summary>
    private const int Capacity = 100_000;

    private readonly WorkQueue _looks = new(Capacity);
    private readonly WorkQueue _verdicts = new(Capacity);
    private readonly BackupPoll _poll = new(time);

    /// <summary>Those whose evidence is to be looked at once more.</summary>
    private readonly ConcurrentDictionary<string, bool> _due = new(StringComparer.Ordinal);

    /// <summary>Works until cancelled.</summary>
    /// <param name="look">Looks at a Backup.</param>
    /// <param name="conclude">Judges one, or announces its verdict.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    public Task RunAsync(Func<string, CancellationToken, Task> look, Func<string, CancellationToken, Task> conclude, CancellationToken cancellation) =>
        Task.WhenAll(_looks.RunAsync(2, look, cancellation), _verdicts.RunAsync(4, conclude, cancellation));

    public ValueTask LookAsync(string uid, CancellationToken cancellation) => _looks.AddAsync(uid, cancellation);

    public ValueTask ConcludeAsync(string uid, CancellationToken cancellation) => _verdicts.AddAsync(uid, cancellation);

    public void LookAfter(string uid, TimeSpan wait, CancellationToken cancellation) => _ = LookAfterAsync(uid, wait, isDue: false, cancellation);

    /// <summary>Has it looked at with the next poll of Backups that run.</summary>
    public void LookWithPoll(string uid, CancellationToken cancellation) => _poll.Schedule(uid, later => LookAfter(later, TimeSpan.Zero, cancellation), cancellation);

    /// <summary>Has evidence that is not whole, or a failure that may pass, looked at once more, and says so.</summary>
    /// <param name="uid">The Backup's.</param>
    /// <param name="name">As the log calls it.</param>
    /// <param name="wait">Until then.</param>
    /// <param name="why">What is the matter.</param>
    /// <param name="isDue">Its evidence is to be judged anew then, although there is a verdict.</param>
    /// <param name="cancellation">The term is over.</param>
    public void Retry(string uid, string name, TimeSpan wait, string why, bool isDue, CancellationToken cancellation)
    {
        Log.LookedAtAgain(log, name, wait.TotalSeconds.ToString("0.#' s'", CultureInfo.InvariantCulture), why);
        _ = LookAfterAsync(uid, wait, isDue, cancellation);
    }

    /// <summary>The time of another look at its evidence has come.</summary>
    public bool IsDue(string uid) => _due.ContainsKey(uid);

    /// <summary>Its evidence is being looked at.</summary>
    public void Taken(string uid) => _due.TryRemove(uid, out _);

    public void Dispose()
    {
        _looks.Dispose();
        _verdicts.Dispose();
    }

    private async Task LookAfterAsync(string uid, TimeSpan wait, bool isDue, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(wait, time, cancellation);
            if (isDue)
            {
                _due[uid] = true;
            }

            await _looks.AddAsync(uid, cancellation);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The term is over; whoever leads next finds the Backup in its list.
        }
    }
}
