namespace VeleroFreeze.Core.Consistency.Machines;

/// <summary>How far what several machines say of one moment may differ.</summary>
internal static class Clocks
{
    /// <summary>Seconds by which the clocks of two machines may differ. NTP keeps nodes within milliseconds.</summary>
    public const int ToleranceSeconds = 2;

    /// <summary>Seconds after a change within which a watch that runs has told of it.</summary>
    public const int WatchLagSeconds = 3;
}
