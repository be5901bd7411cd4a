using VeleroFreeze.Core.Evidence.Logs;

namespace VeleroFreeze.Core.Evidence.Reading;

/// <summary>Reads the log of a backup, line by line, in either of Velero's formats (<c>--log-format text|json</c>).</summary>
/// <remarks>
/// Logrus escapes newlines, so a line is an entry and nobody can write another one into it. Of the lines that do not matter only the time and level are
/// looked at. Memory is that of a few lines and of what is found.
/// </remarks>
public static class LogReader
{
    /// <summary>A longer line is passed over; a hook whose output is that long stays unknown. 1 MiB.</summary>
    private const int LongestLine = 1 << 20;

    /// <summary>Reads to the end of the stream.</summary>
    /// <param name="text">The log as text, unpacked.</param>
    /// <returns><see cref="ArtifactState.Complete"/> when the last line ends with a newline. Whether the stream was all of the log, its opener knows.</returns>
    public static LogEvidence Read(Stream text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new LogScan(new RetentionBudget()).Run(text, LongestLine);
    }
}
