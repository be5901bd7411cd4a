using System.Threading.Channels;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>
/// Keys waiting for work, each at most once however often it is added, and never worked on twice at a time: what is added while it is worked on
/// comes again afterwards. Whoever adds to a full queue waits, so that a burst holds back the watch and not memory.
/// </summary>
internal sealed class WorkQueue(int capacity) : IDisposable
{
    private readonly Channel<(string Key, bool TookSlot)> _channel = Channel.CreateUnbounded<(string Key, bool TookSlot)>();
    private readonly SemaphoreSlim _slots = new(capacity);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _busy = new(StringComparer.Ordinal);
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);

    public async ValueTask AddAsync(string key, CancellationToken cancellation)
    {
        if (!IsNew(key))
        {
            return;
        }

        await _slots.WaitAsync(cancellation);
        _channel.Writer.TryWrite((key, TookSlot: true));
    }

    /// <summary>Works until cancelled.</summary>
    /// <param name="workers">How many keys at a time.</param>
    /// <param name="work">Must not throw, other than when cancelled.</param>
    /// <param name="cancellation">Ends it with <see cref="OperationCanceledException"/>.</param>
    public Task RunAsync(int workers, Func<string, CancellationToken, Task> work, CancellationToken cancellation) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(work, cancellation)));

    public void Dispose() => _slots.Dispose();

    private async Task WorkAsync(Func<string, CancellationToken, Task> work, CancellationToken cancellation)
    {
        await foreach (var (key, tookSlot) in _channel.Reader.ReadAllAsync(cancellation))
        {
            Begin(key, tookSlot);
            await work(key, cancellation);
            End(key);
        }
    }

    private bool IsNew(string key)
    {
        lock (_gate)
        {
            if (!_busy.Contains(key))
            {
                return _waiting.Add(key);
            }

            _again.Add(key);
            return false;
        }
    }

    private void Begin(string key, bool tookSlot)
    {
        lock (_gate)
        {
            _waiting.Remove(key);
            _busy.Add(key);
        }

        if (tookSlot)
        {
            _slots.Release();
        }
    }

    /// <summary>A worker never waits for a slot: with all of them waiting nobody would free one.</summary>
    private void End(string key)
    {
        lock (_gate)
        {
            _busy.Remove(key);
            if (_again.Remove(key) && _waiting.Add(key))
            {
                _channel.Writer.TryWrite((key, TookSlot: false));
            }
        }
    }
}
