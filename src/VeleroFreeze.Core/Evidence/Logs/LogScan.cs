using VeleroFreeze.Core.Evidence.Logs.Hooks;
using VeleroFreeze.Core.Evidence.Logs.Marks;

namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>One pass over a log.</summary>
internal sealed class LogScan
{
    // A log of Velero has none; a file with this many is none.
    private const int MostUnreadableLines = 10_000;

    private readonly LogEntry _entry = new();
    private readonly RetentionBudget _budget;
    private readonly HookCollector _hooks;
    private readonly MarkReader _marks;
    private DateTimeOffset? _firstAt;
    private DateTimeOffset? _lastAt;
    private bool _hasInformation;
    private int _lines;
    private int _unreadable;

    public LogScan(RetentionBudget budget)
    {
        _budget = budget;
        _hooks = new HookCollector(budget);
        _marks = new MarkReader(budget);
    }

    public LogEvidence Run(Stream text, int longestLine)
    {
        var lines = new LineReader(text, longestLine);
        var problem = Read(lines);
        var isCut = problem is null && lines.IsUnfinished;
        return new LogEvidence
        {
            State = isCut ? ArtifactState.Truncated : problem is null ? ArtifactState.Complete : ArtifactState.Unreadable,
            Problem = isCut ? "ends within a line" : problem,
            LimitExceeded = _budget.IsSpent,
            HasInformation = _hasInformation,
            Hooks = _hooks.Finish(problem is null && !isCut && _unreadable == 0),
            HooksNamePods = _hooks.NamesPods,
            HooksInterleave = _hooks.Interleaves,
            Marks = _marks.Marks,
            FirstAt = _firstAt,
            LastAt = _lastAt,
            Lines = _lines,
            UnreadableLines = _unreadable,
        };
    }

    private string? Read(LineReader lines)
    {
        while (lines.TryRead(out var line))
        {
            _lines++;
            if (lines.IsTooLong || !TryRead(line))
            {
                _unreadable++;
            }

            if (_unreadable > MostUnreadableLines)
            {
                return "is not a log of Velero";
            }

            if (_budget.IsSpent)
            {
                return "tells more than is kept";
            }
        }

        return null;
    }

    private bool TryRead(ReadOnlySpan<byte> line)
    {
        // Control characters are escaped in both formats; one that stands as it is was not written by Velero.
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        if (line.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0)
        {
            return false;
        }

        var isJson = line is [(byte)'{', ..];
        if (!(isJson ? JsonLine.TryReadHead(line, out var head) : TextLine.TryReadHead(line, out head)))
        {
            return false;
        }

        _firstAt ??= head.At;
        _lastAt = head.At;
        _hasInformation |= head.IsInformation;
        return !LineInterest.Has(head.Message) || TryReadWhole(line, isJson, head.At);
    }

    private bool TryReadWhole(ReadOnlySpan<byte> line, bool isJson, DateTimeOffset at)
    {
        if (!(isJson ? JsonLine.TryRead(line, _entry) : TextLine.TryRead(line, _entry)))
        {
            return false;
        }

        _entry.Line = _lines;
        _entry.At = at;
        var message = HookMessages.Of(_entry.Message);
        if (message == HookMessage.None)
        {
            _marks.Add(_entry);
        }
        else
        {
            _hooks.Add(_entry, message);
        }

        return true;
    }
}
