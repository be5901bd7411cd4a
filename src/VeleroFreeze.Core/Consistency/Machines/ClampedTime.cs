namespace VeleroFreeze.Core.Consistency.Machines;

internal static class ClampedTime
{
    /// <summary>Evidence may name any time there is; one at an end of the calendar stays there instead of failing.</summary>
    public static DateTimeOffset Plus(this DateTimeOffset time, int seconds)
    {
        var ticks = Math.Clamp(time.UtcTicks + (seconds * TimeSpan.TicksPerSecond), DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks);
        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}
