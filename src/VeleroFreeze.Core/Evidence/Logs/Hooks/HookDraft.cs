using VeleroFreeze.Core.Evidence.Freezer;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Evidence.Logs.Hooks;

/// <summary>An execution while its lines come in.</summary>
internal sealed class HookDraft(HookGroup group)
{
    // A command that is longer than this is no virt-freezer, and is not kept.
    private const int LongestCommand = 4096;

    public HookGroup Group => group;

    /// <summary>Null for an error without an execution.</summary>
    public HookKey? Key { get; set; }

    public IReadOnlyList<string> Arguments { get; private set; } = [];

    public FreezerCommand? Command { get; private set; }

    public int StartLine { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public int EndLine { get; private set; }

    public DateTimeOffset EndedAt { get; private set; }

    public bool HasStdout { get; set; }

    /// <summary>The line of its <c>stderr:</c>; 0 while there is none.</summary>
    public int StderrLine { get; private set; }

    public FreezerOutput? Output { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Known before the end of the log: a timeout, a completed pod, a failure.</summary>
    public HookOutcome? Outcome { get; private set; }

    /// <summary>Velero waits for it: its output has not been logged.</summary>
    public bool IsRunning => StderrLine == 0 && Outcome is null;

    /// <summary>
    /// Its output was logged when its time was up, or nearly so: a timeout may follow, whatever it says. Two seconds are what times in whole seconds, and a clock
    /// under load, may be wrong.
    /// </summary>
    public bool MayHaveTimedOut => StderrLine > 0
        && (StartedAt is not { } start || Key is not { } key || !GoDuration.TryParse(key.Timeout, out var limit, out _) || (EndedAt - start).TotalSeconds >= limit.WholeSeconds - 2);

    /// <summary>virt-freezer exits with 0 after these words, whatever the release; so an exit code that is logged belongs to another hook.</summary>
    public bool ImpliesSuccess => Output is { ExitCode: 0 };

    /// <summary>What is known when its first line is read.</summary>
    public void Describe(LogEntry entry)
    {
        if (Key is { Command.Length: <= LongestCommand } key)
        {
            // A text log shows "[a b c]". Blanks inside an argument look like those between arguments; but no name holds one, so a command that
            // reads as virt-freezer's with a valid name is either just that or one that virt-freezer itself refuses.
            Arguments = entry.Arguments ?? SplitAtBlanks(key.Command);
            Command = Arguments.Any(argument => argument.Contains(' ')) ? null : FreezerCommand.Read(Arguments);
        }
    }

    public void Start(LogEntry entry)
    {
        StartLine = entry.Line;
        StartedAt = entry.At;
        End(entry.Line, entry.At);
    }

    public void End(int line, DateTimeOffset at)
    {
        EndLine = line;
        EndedAt = at;
    }

    public void Hear(LogEntry entry, string stderr)
    {
        StderrLine = entry.Line;
        End(entry.Line, entry.At);
        Output = Command is { } command ? FreezerOutput.Read(stderr, command.Mode) : null;
    }

    public void Settle(HookOutcome outcome, string? error = null)
    {
        Outcome = outcome;
        Error = error;
    }

    public void TimeOut(HookError error)
    {
        Settle(HookOutcome.TimedOut, error.Text);
        End(Math.Max(EndLine, error.Line), error.At);
    }

    /// <summary>It had been given a timeout that was another's: its output comes now.</summary>
    public void Resume(HookKey key)
    {
        Key = key;
        Outcome = null;
        Error = null;
    }

    public HookExecution Build(HookOutcome outcome) => new()
    {
        Phase = group.Phase,
        Outcome = outcome,
        Pod = group.PodName,
        Arguments = Arguments,
        Command = Command,
        Container = Key?.Container ?? "",
        Name = Key?.Name ?? "",
        Source = group.Source,
        OnError = Key?.OnError ?? "",
        Timeout = Key is { Timeout.Length: > 0 } key && GoDuration.TryParse(key.Timeout, out var timeout, out _) ? timeout : null,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
        StartLine = StartLine,
        EndLine = EndLine,
        Error = Error,
        Freezer = Output?.Reading,
    };

    private static string[] SplitAtBlanks(string shown) => shown is ['[', .. var inner, ']'] && inner.Length > 0 ? inner.Split(' ') : [];
}
