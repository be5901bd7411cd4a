using VeleroFreeze.Core.Evidence.Logs.Hooks;
using VeleroFreeze.Core.Evidence.Logs.Marks;

namespace VeleroFreeze.Core.Evidence.Logs;

/// <summary>One pass over a log.</summary>
internal sealed class LogScan
{
    // A log of Velero has none; a file with this many is none.
    private const int MostUnreadableLines = 10_000;

    // A server under load writes lines a second out of order, and is not set back a thousand times during one backup.
    private const int ToleratedSeconds = 2;
    private const int MostClockSteps = 1_000;

    private readonly List<int> _clockSteps = [];
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
            Problem = isCut ? "the log ends within a line" : problem,
            LimitExceeded = _budget.IsSpent,
            HasInformation = _hasInformation,
            Hooks = _hooks.Finish(problem is null && !isCut && _unreadable == 0),
            HooksNamePods = _hooks.NamesPods,
            HooksInterleave = _hooks.Interleaves,
            Marks = _marks.Marks,
            ClockSteps = _clockSteps,
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

            // A file of another kind shows at once.
            if (_unreadable > MostUnreadableLines || _clockSteps.Count == MostClockSteps || (_lines == 1 && _unreadable == 1 && !lines.IsTooLong))
            {
                return "the log is not one of Velero";
            }

            if (_budget.IsSpent)
            {
                return "the log tells more than is kept";
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

        if (_lastAt - head.At > TimeSpan.FromSeconds(ToleratedSeconds))
        {
            _clockSteps.Add(_lines);
        }

        _firstAt ??= head.At;
        _lastAt = head.At;
        _hasInformation |= head.IsInformation;
        return !LineInterest.Has(head.Message, line) || TryReadWhole(line, isJson, head.At);
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
