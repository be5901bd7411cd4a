using VeleroFreeze.Core.Evidence.Logs;
using VeleroFreeze.Core.Evidence.Logs.Hooks;
using VeleroFreeze.Core.Evidence.Logs.Marks;

namespace VeleroFreeze.Core.Evidence.Reading;

/// <summary>One pass over a log.</summary>
internal sealed class LogScan
{
    // A log of Velero has none; a file with this many is none.
    private const int MostUnreadableLines = 10_000;

    // A server under load writes lines a second out of order, and is not set back a thousand times during one backup.
    private const int ToleratedSeconds = 2;
    private const int MostClockSteps = 1_000;

    private readonly List<int> _clockSteps = [];
    private readonly LineBeginning _beginning = new();
    private readonly LogEntry _entry = new();
    private readonly RetentionBudget _budget;
    private readonly HookCollector _hooks;
    private readonly MarkReader _marks;
    private readonly LoggedMessages _messages;
    private readonly BackupNames _backups = new();
    private readonly LogFrame _frame = new();
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
        _messages = new LoggedMessages(budget);
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
            BeginsAsVelero = _frame.Begins,
            EndsAsVelero = _frame.Ends,
            Backups = _backups.Names,
            LinesWithoutBackup = _backups.Unnamed,
            WarningCount = _messages.Warnings,
            ErrorCount = _messages.Errors,
            Messages = _messages.Kept,
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
            if (lines.IsTooLong || !TryRead(line, lines.HasControls))
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

    private bool TryRead(ReadOnlySpan<byte> line, bool hasControls)
    {
        // Control characters are escaped in both formats; one that stands as it is was not written by Velero.
        line = line is [.., (byte)'\r'] ? line[..^1] : line;
        if (hasControls && line.IndexOfAnyInRange((byte)0, LineReader.LastControl) >= 0)
        {
            return false;
        }

        var isJson = line is [(byte)'{', ..];
        if (!(isJson ? JsonLine.TryReadHead(line, out var head) : TextLine.TryReadHead(line, _beginning, out head)))
        {
            return false;
        }

        if (_lastAt - head.At > TimeSpan.FromSeconds(ToleratedSeconds))
        {
            _clockSteps.Add(_lines);
        }

        _firstAt ??= head.At;
        _lastAt = head.At;
        _hasInformation |= head.Level == LineLevel.Information;
        _backups.Add(head.Backup, _lines);
        _messages.Count(head.Level);
        var isOfInterest = LineInterest.Has(head.Message, line);
        var isRead = (isOfInterest || head.Level is LineLevel.Warning or LineLevel.Error) && TryReadWhole(line, isJson, head);
        // A plugin's own warning may be of any form; it is counted all the same.
        return isRead || !isOfInterest;
    }

    private bool TryReadWhole(ReadOnlySpan<byte> line, bool isJson, LineHead head)
    {
        if (!(isJson ? JsonLine.TryRead(line, _entry) : TextLine.TryRead(line, _entry)))
        {
            return false;
        }

        _entry.Line = _lines;
        _entry.At = head.At;
        _messages.Keep(_entry, head.Level);
        var message = HookMessages.Of(_entry.Message);
        if (message != HookMessage.None)
        {
            _frame.AddHook();
            _hooks.Add(_entry, message);
        }
        else if (!_frame.TryAdd(_entry))
        {
            _marks.Add(_entry);
        }

        return true;
    }
}
