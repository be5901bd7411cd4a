using VeleroFreeze.Verifier.Steps;

namespace VeleroFreeze.Tests.Verifier;

public sealed class WorkQueueTests : IDisposable
{
    private readonly WorkQueue _queue = new(capacity: 3);
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        _stop.Dispose();
        _queue.Dispose();
    }

    [Fact]
    public async Task A_key_that_waits_is_not_queued_twice()
    {
        List<string> done = [];
        foreach (var key in new[] { "a", "b", "a", "a", "end" })
        {
            await _queue.AddAsync(key, _stop.Token);
        }

        await RunUntilEndAsync(1, key => done.Add(key));
        done.ShouldBe(["a", "b", "end"]);
    }

    [Fact]
    public async Task What_changes_while_it_is_worked_on_comes_again_afterwards_and_once()
    {
        List<string> done = [];
        await _queue.AddAsync("a", _stop.Token);
        await RunUntilEndAsync(1, key =>
        {
            done.Add(key);
            if (done.Count == 1)
            {
                Add("a", "a", "end");
            }
        });
        done.ShouldBe(["a", "end", "a"], ignoreOrder: true);
        done[0].ShouldBe("a");
    }

    [Fact]
    public async Task A_full_queue_makes_those_wait_who_add_and_never_those_who_work()
    {
        foreach (var key in new[] { "a", "b", "c" })
        {
            await _queue.AddAsync(key, _stop.Token);
        }

        var fourth = _queue.AddAsync("end", _stop.Token).AsTask();
        fourth.IsCompleted.ShouldBeFalse();
        List<string> done = [];
        await RunUntilEndAsync(1, key => done.Add(key));
        await fourth;
        done.ShouldBe(["a", "b", "c", "end"]);
    }

    [Fact]
    public async Task No_key_is_worked_on_twice_at_a_time()
    {
        var busy = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var doubled = 0;
        var left = 300;
        var run = _queue.RunAsync(8, async (key, token) =>
        {
            if (!busy.TryAdd(key, true))
            {
                Interlocked.Increment(ref doubled);
            }

            await Task.Yield();
            busy.TryRemove(key, out _);
            if (Interlocked.Decrement(ref left) <= 0)
            {
                await _stop.CancelAsync();
            }
        }, _stop.Token);
        while (!_stop.IsCancellationRequested)
        {
            await AddOrStopAsync(left % 2 == 0 ? "a" : "b");
        }

        await Should.ThrowAsync<OperationCanceledException>(run);
        doubled.ShouldBe(0);
        left.ShouldBeLessThanOrEqualTo(0);
    }

    private async Task AddOrStopAsync(string key)
    {
        try
        {
            await _queue.AddAsync(key, _stop.Token);
            await Task.Yield();
        }
        catch (OperationCanceledException)
        {
            // Enough was done.
        }
    }

    private void Add(params string[] keys)
    {
        foreach (var key in keys)
        {
            _queue.AddAsync(key, _stop.Token).AsTask().IsCompletedSuccessfully.ShouldBeTrue();
        }
    }

    /// <summary>Works until the key <c>end</c> was worked on and nothing is left.</summary>
    private async Task RunUntilEndAsync(int workers, Action<string> work)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var run = _queue.RunAsync(
            workers,
            async (key, _) =>
            {
                if (key != "last")
                {
                    work(key);
                }

                if (key == "end")
                {
                    await _queue.AddAsync("last", CancellationToken.None);
                }
                else if (key == "last")
                {
                    await idle.CancelAsync();
                }
            },
            idle.Token);
        await Should.ThrowAsync<OperationCanceledException>(run);
        _stop.IsCancellationRequested.ShouldBeFalse();
    }
}
