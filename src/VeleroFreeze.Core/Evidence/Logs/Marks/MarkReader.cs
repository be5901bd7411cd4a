namespace VeleroFreeze.Core.Evidence.Logs.Marks;

/// <summary>Recognises the lines that place a capture in time. A message counts only as a whole, with valid names in their places.</summary>
internal sealed class MarkReader(RetentionBudget budget)
{
    // What a mark keeps beside its texts, in letters.
    private const int FixedCost = 60;

    private readonly List<LogMark> _marks = [];
    private readonly SnapshotWaits _waits = new();
    private readonly BlockOrder _blocks = new();

    public IReadOnlyList<LogMark> Marks => _marks;

    public void Add(LogEntry entry)
    {
        foreach (var found in Find(entry))
        {
            var detail = MarkText.Cut(found.Detail);
            budget.Take(FixedCost + found.Namespace.Length + found.Name.Length + (detail?.Length ?? 0));
            _marks.Add(new LogMark(found.Kind, entry.Line, entry.At, found.Namespace, found.Name, detail));
        }
    }

    private IEnumerable<FoundMark> Find(LogEntry entry)
    {
        if (SkippedVolumes.SummaryOf(entry.Message) is { } summary)
        {
            return SkippedVolumes.Read(summary);
        }

        var found = SnapshotMarks.Find(entry, _waits) ?? ItemMarks.Find(entry) ?? _blocks.Find(entry) ?? ClaimFailures.Find(entry);
        return found is not { } one ? [] : ClaimFailures.Of(one) is { } claim ? [one, claim] : [one];
    }
}

/// <summary>A mark without its place in the log.</summary>
internal readonly record struct FoundMark(LogMarkKind Kind, string Namespace, string Name, string? Detail = null)
{
    public static FoundMark? Of(LogMarkKind kind, (string Namespace, string Name)? path, string? detail = null) =>
        path is { } p ? new FoundMark(kind, p.Namespace, p.Name, detail) : null;

    /// <summary>Of something without a namespace.</summary>
    public static FoundMark? Of(LogMarkKind kind, string? name, string? detail = null) =>
        MarkText.IsName(name) ? new FoundMark(kind, "", name!, detail) : null;
}
