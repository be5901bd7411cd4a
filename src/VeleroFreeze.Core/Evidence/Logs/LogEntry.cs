namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>One line that may matter. The same object serves line after line.</summary>
internal sealed class LogEntry
{
    private readonly string?[] _fields = new string?[LogFields.Count];

    public int Line { get; set; }

    public DateTimeOffset At { get; set; }

    public string Message { get; set; } = "";

    /// <summary>The arguments of <c>hookCommand</c> where the format keeps them apart: in JSON. Else null.</summary>
    public IReadOnlyList<string>? Arguments { get; set; }

    /// <summary>The text of a field, null when the line does not have it.</summary>
    public string? this[LogField field] => _fields[(int)field];

    public void Clear()
    {
        Array.Clear(_fields);
        Arguments = null;
        Message = "";
    }

    /// <returns>False when the line has the field already, which no line of Velero does.</returns>
    public bool TrySet(LogField field, string text)
    {
        if (_fields[(int)field] is not null)
        {
            return false;
        }

        _fields[(int)field] = text;
        return true;
    }
}
