namespace VeleroFreeze.Sandbox.Guests;

/// <summary>A clock that starts now and runs faster: delays are shorter by the same factor.</summary>
internal sealed class VirtualTime(double speed, TimeProvider real) : TimeProvider
{
    private readonly DateTimeOffset _started = real.GetUtcNow();
    private readonly long _startedAt = real.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _started + (real.GetElapsedTime(_startedAt) * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, Scale(dueTime), Scale(period));

    /// <summary>What is infinite stays so.</summary>
    private TimeSpan Scale(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / speed;
}
