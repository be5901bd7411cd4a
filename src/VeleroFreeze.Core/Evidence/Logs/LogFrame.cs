namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>
/// Whether a log begins and ends as Velero's do. Since 1.12 at least the first line is <c>Setting up backup temp file</c>, and <c>Backed up a total of N items</c> comes
/// when all items and hooks are done; a few lines about snapshots may follow.
/// </summary>
internal sealed class LogFrame
{
    private const string First = "Setting up backup temp file";

    private int _firsts;
    private int _lasts;
    private bool _startsAtFirst;
    private bool _hooksAfterLast;

    /// <summary>The first line of a backup is the first line of the log, and of no other place in it.</summary>
    public bool Begins => _startsAtFirst && _firsts == 1;

    /// <summary>The line that closes a backup is there once, and no hook comes after it.</summary>
    public bool Ends => _lasts == 1 && !_hooksAfterLast;

    /// <returns>False when the line is neither of the two.</returns>
    public bool TryAdd(LogEntry entry)
    {
        if (entry.Message == First)
        {
            _firsts++;
            _startsAtFirst |= entry.Line == 1;
            return true;
        }

        var isLast = uint.TryParse(MarkText.Between(entry.Message, "Backed up a total of ", " items"), out _);
        _lasts += isLast ? 1 : 0;
        return isLast;
    }

    public void AddHook() => _hooksAfterLast |= _lasts > 0;
}
