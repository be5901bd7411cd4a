using System.Collections.Concurrent;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>Backups that are polled every few seconds while they run. One timer for each, however often it changes.</summary>
internal sealed class BackupPoll(TimeProvider time)
{
    /// <summary>KubeVirt's own backup says that it quiesced the guest before its upload begins, which takes longer than this.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, bool> _waiting = new(StringComparer.Ordinal);

    /// <summary>Has a Backup looked at once more, unless it will be anyway.</summary>
    public void Schedule(string uid, Action<string> look, CancellationToken cancellation)
    {
        if (_waiting.TryAdd(uid, true))
        {
            _ = WaitAsync(uid, look, cancellation);
        }
    }

    private async Task WaitAsync(string uid, Action<string> look, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Interval, time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The term is over; whoever leads next begins anew.
            return;
        }

        _waiting.TryRemove(uid, out _);
        look(uid);
    }
}
