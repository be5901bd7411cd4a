namespace VeleroFreeze.Tests.Support;

/// <summary>
/// A clock that stands until a test moves it. Wall time and monotonic time can be moved apart, as when somebody sets the machine's clock.
/// </summary>
internal sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly TaskCompletionSource _never = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _now;

    public DateTimeOffset Wall { get; set; } = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Wall + _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves both clocks; timers fire on the way, in order.</summary>
    public void Advance(TimeSpan by)
    {
        var target = _now + by;
        while (Next(target) is { } timer)
        {
            _now = timer.Due!.Value;
            timer.Due = null;
            timer.Fire();
        }

        _now = target;
    }

    /// <summary>Waits until a timer is set to fire within the given time, then moves the clocks to it.</summary>
    /// <returns>How long that was.</returns>
    public async Task<TimeSpan> AdvanceToTimerAsync(TimeSpan within)
    {
        while (true)
        {
            if (await AdvanceOnceAsync(_never.Task, within) is { } wait)
            {
                return wait;
            }
        }
    }

    /// <summary>Waits for the task, moving the clocks over every wait of it that is not longer than given.</summary>
    /// <returns>The waits.</returns>
    public async Task<IReadOnlyList<TimeSpan>> DriveAsync(Task task, TimeSpan within)
    {
        var waits = new List<TimeSpan>();
        while (!task.IsCompleted)
        {
            if (await AdvanceOnceAsync(task, within) is { } wait)
            {
                waits.Add(wait);
            }
        }

        await task;
        return waits;
    }

    /// <summary>Moves to the next timer within the given time; without one, waits for a change or for the task.</summary>
    private async Task<TimeSpan?> AdvanceOnceAsync(Task task, TimeSpan within)
    {
        Task change;
        lock (_gate)
        {
            change = _changed.Task;
        }

        if (Next(_now + within) is { } timer)
        {
            var wait = timer.Due!.Value - _now;
            Advance(wait);
            return wait;
        }

        await Task.WhenAny(task, change).WaitAsync(TimeSpan.FromSeconds(30));
        return null;
    }

    private FakeTimer? Next(TimeSpan until)
    {
        lock (_gate)
        {
            return _timers.Where(t => t.Due <= until).MinBy(t => t.Due);
        }
    }

    private sealed class FakeTimer(FakeTimeProvider owner, Action fire) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner._now + dueTime;
                owner._timers.Remove(this);
                if (Due is not null)
                {
                    owner._timers.Add(this);
                }

                owner._changed.TrySetResult();
                owner._changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return true;
        }

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
