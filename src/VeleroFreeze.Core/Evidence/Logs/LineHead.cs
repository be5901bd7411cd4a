namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>What every line has.</summary>
/// <param name="at">Its time.</param>
/// <param name="level">Its level.</param>
/// <param name="message">Its message as it is escaped; the text format's goes on to the end of the line.</param>
/// <param name="backup">Its field <c>backup</c>, <c>NAMESPACE/NAME</c>, as it stands in the line; empty when it has none.</param>
internal readonly ref struct LineHead(DateTimeOffset at, LineLevel level, ReadOnlySpan<byte> message, ReadOnlySpan<byte> backup)
{
    public DateTimeOffset At { get; } = at;

    public LineLevel Level { get; } = level;

    public ReadOnlySpan<byte> Message { get; } = message;

    public ReadOnlySpan<byte> Backup { get; } = backup;
}

/// <summary>The levels that make a difference here.</summary>
internal enum LineLevel
{
    /// <summary><c>debug</c>, <c>trace</c>, <c>fatal</c> and <c>panic</c>.</summary>
    Other,
    Information,
    Warning,
    Error,
}

internal static class LogLevel
{
    /// <summary>The levels of logrus.</summary>
    /// <returns>Null for a word that is none of them.</returns>
    public static LineLevel? Of(ReadOnlySpan<byte> level) =>
        level.SequenceEqual("info"u8) ? LineLevel.Information
        : level.SequenceEqual("warning"u8) ? LineLevel.Warning
        : level.SequenceEqual("error"u8) ? LineLevel.Error
        : IsOther(level) ? LineLevel.Other
        : null;

    private static bool IsOther(ReadOnlySpan<byte> level) =>
        level.SequenceEqual("debug"u8) || level.SequenceEqual("trace"u8) || level.SequenceEqual("fatal"u8) || level.SequenceEqual("panic"u8);
}
