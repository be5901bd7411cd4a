namespace VeleroFreeze.Sandbox.Velero.Logs;

/// <summary>The log of one backup: every line names it and where in Velero it was written. The server's level filters the file too.</summary>
internal sealed class BackupLog(string backup, Func<DateTimeOffset> now, Severity minimum = Severity.Info)
{
    private readonly List<LogEntry> _entries = [];

    public IReadOnlyList<LogEntry> Entries => _entries;

    public int Count(Severity level) => _entries.Count(entry => entry.Level == level);

    public void Write(Severity level, string source, string message, params IEnumerable<LogField> fields)
    {
        if (level >= minimum)
        {
            _entries.Add(new LogEntry(now(), level, message, [new("backup", backup), new("logSource", source), .. fields]));
        }
    }

    /// <summary>A line of a process of item actions: it names the plugin, never the item.</summary>
    public void Plugin(Severity level, string source, string message, params IEnumerable<LogField> fields) =>
        Write(level, source, message, [new("cmd", "/velero"), new("pluginName", "velero"), .. fields]);

    public void Info(string source, string message, params IEnumerable<LogField> fields) => Write(Severity.Info, source, message, fields);

    public void Fail(string source, string message, VeleroError error, params IEnumerable<LogField> fields) =>
        Write(Severity.Error, source, message, [.. error.Fields, .. fields]);
}

/// <summary>An error as it shows in a line. Those that Velero makes itself say where; those of the API and of commands do not.</summary>
internal sealed record VeleroError(string Message, string? File = null, string? Function = null)
{
    public IEnumerable<LogField> Fields
    {
        get
        {
            yield return new LogField(LogEntry.Error, Message);
            if (File is not null && Function is not null)
            {
                yield return new LogField("error.file", File);
                yield return new LogField("error.function", Function);
            }
        }
    }
}
