namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>What every line has.</summary>
/// <param name="at">Its time.</param>
/// <param name="isInformation">Its level is <c>info</c>.</param>
/// <param name="message">Its message as it is escaped; the text format's goes on to the end of the line.</param>
internal readonly ref struct LineHead(DateTimeOffset at, bool isInformation, ReadOnlySpan<byte> message)
{
    public DateTimeOffset At { get; } = at;

    public bool IsInformation { get; } = isInformation;

    public ReadOnlySpan<byte> Message { get; } = message;
}

internal static class LogLevel
{
    public static bool IsInformation(ReadOnlySpan<byte> level) => level.SequenceEqual("info"u8);

    /// <summary>The levels of logrus.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> level) =>
        IsInformation(level)
        || level.SequenceEqual("warning"u8)
        || level.SequenceEqual("error"u8)
        || level.SequenceEqual("debug"u8)
        || level.SequenceEqual("trace"u8)
        || level.SequenceEqual("fatal"u8)
        || level.SequenceEqual("panic"u8);
}
