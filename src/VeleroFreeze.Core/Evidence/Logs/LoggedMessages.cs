namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>Counts a log's warnings and errors, and keeps them as Velero puts them into its list of results.</summary>
internal sealed class LoggedMessages(RetentionBudget budget)
{
    // A backup of thousands of items may warn about each.
    private const int MostKept = 10_000;

    // What a message keeps beside its text, in letters.
    private const int FixedCost = 60;

    private readonly List<LoggedMessage> _kept = [];

    public IReadOnlyList<LoggedMessage> Kept => _kept;

    public int Warnings { get; private set; }

    public int Errors { get; private set; }

    public void Count(LineLevel level)
    {
        Warnings += level == LineLevel.Warning ? 1 : 0;
        Errors += level == LineLevel.Error ? 1 : 0;
    }

    /// <summary>Keeps a line that was counted.</summary>
    public void Keep(LogEntry entry, LineLevel level)
    {
        if (level is not (LineLevel.Warning or LineLevel.Error) || _kept.Count == MostKept)
        {
            return;
        }

        var result = ResultMessage.Of(
            level == LineLevel.Error, entry[LogField.Namespace] ?? "", entry[LogField.Resource], entry[LogField.Name], entry.Message, entry[LogField.Error]);
        budget.Take(result.Text.Length + FixedCost);
        _kept.Add(new LoggedMessage(entry.Line, entry.At, result));
    }
}
