namespace VeleroFreeze.Core.Evidence;

/// <summary>A point of a backup: a line of its log where there is one, and a time of the Velero server's clock, cut to whole seconds.</summary>
/// <param name="At">The second it lies in; null when no time is known.</param>
/// <param name="Line">The log's line, from 1; 0 when no line tells it.</param>
internal readonly record struct LogPosition(DateTimeOffset? At, int Line)
{
    public static LogPosition Of(LogMark mark) => new(mark.At, mark.Line);

    /// <summary>
    /// Lines of one log are in the order of time, so lines decide. Times were cut to seconds: only different seconds have an order,
    /// and within one second nothing is known.
    /// </summary>
    /// <returns>False when it is later, or when it cannot be told.</returns>
    public bool IsSurelyBefore(LogPosition other) => Line > 0 && other.Line > 0 ? Line < other.Line : At < other.At;
}
