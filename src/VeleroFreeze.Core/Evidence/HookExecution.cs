using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Evidence;

/// <summary>Which of Velero's two hooks.</summary>
public enum HookPhase
{
    Pre,
    Post,
}

/// <summary>What Velero's log says became of a hook.</summary>
public enum HookOutcome
{
    /// <summary>The command ended with exit code 0. What it did is told by <see cref="HookExecution.Freezer"/>.</summary>
    Succeeded,

    /// <summary>Velero counted a failure; <see cref="HookExecution.Error"/> has its text.</summary>
    Failed,

    /// <summary>Velero stopped waiting; the command went on, and nothing of its later output is logged. Since Velero 1.19 what it had said by then may be, a success too.</summary>
    TimedOut,

    /// <summary>The pod had completed; nothing was executed, and Velero counts a success.</summary>
    PodCompleted,

    /// <summary>The log does not tell: no end was found, or it may belong to another hook.</summary>
    Unknown,
}

/// <summary>One hook in one pod, as the lines of the backup's log tell it.</summary>
public sealed record HookExecution
{
    public required HookPhase Phase { get; init; }

    public required HookOutcome Outcome { get; init; }

    /// <summary>The pod; null where the log does not name it (Velero 1.15 and newer).</summary>
    public (string Namespace, string Name)? Pod { get; init; }

    /// <summary>The command as logged: arguments from a JSON log, or split at blanks from a text log, where a blank inside an argument cannot be seen.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The command, when it is virt-freezer and nothing else.</summary>
    public FreezerCommand? Command { get; init; }

    public string Container { get; init; } = "";

    /// <summary>The hook's name: <c>&lt;from-annotation&gt;</c>, or what the Backup's spec calls it; empty where the log does not tell.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>annotation</c>, or <c>spec</c> and <c>backupSpec</c> for a hook of the Backup itself.</summary>
    public string Source { get; init; } = "";

    /// <summary>The on-error that is logged: an absent annotation is logged as <c>Fail</c> and treated as <c>Continue</c>.</summary>
    public string OnError { get; init; } = "";

    public GoDuration? Timeout { get; init; }

    /// <summary>When Velero began to execute it (server clock, whole seconds); null when nothing was executed.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last line was written.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The line of <c>running exec hook</c>, from 1; 0 when there is none.</summary>
    public int StartLine { get; init; }

    /// <summary>The last line that belongs to it. Lines of one log are written one after another, so their order is the order of time.</summary>
    public int EndLine { get; init; }

    /// <summary>Velero's error text, such as <c>command terminated with exit code 1</c>.</summary>
    public string? Error { get; init; }

    /// <summary>What virt-freezer wrote to stderr; null when the command is another, or nothing was logged.</summary>
    public FreezerReading? Freezer { get; init; }
}

/// <summary>What virt-freezer says it did.</summary>
public enum FreezerOutcome
{
    /// <summary>The operation it was called for is done: frozen after <c>--freeze</c>, thawed after <c>--unfreeze</c>.</summary>
    Done,

    /// <summary>There is no guest agent; nothing was done, exit code 0.</summary>
    NoGuestAgent,

    /// <summary>The guest is paused or not running; nothing was done, exit code 0 or 1 by release.</summary>
    DomainNotRunning,

    /// <summary>The operation was refused or failed.</summary>
    Failed,

    /// <summary>Windows had already thawed by itself: <c>fsfreeze is limited up to 10 seconds</c>.</summary>
    VssLimit,

    /// <summary>It ended before the operation for another known reason: flags, socket, guest information.</summary>
    NotStarted,

    /// <summary>A message that no known release writes, messages that contradict each other, or none that decides.</summary>
    Unknown,
}

/// <param name="Outcome">What it did.</param>
/// <param name="Reason">The reason of an error record, as virt-freezer wrote it; null when there is none.</param>
/// <param name="At">The time of its last record, by the pod's clock.</param>
/// <param name="AgentVersion">The guest agent's version, when it was told.</param>
public sealed record FreezerReading(FreezerOutcome Outcome, string? Reason = null, DateTimeOffset? At = null, string? AgentVersion = null)
{
    // KubeVirt up to 1.9, and newer. What a guest says stands in quotes behind other words.
    private static readonly string[] Deadlines =
    [
        "unknown error encountered sending command Freeze: rpc error: code = DeadlineExceeded",
        "unknown error encountered sending command Unfreeze: rpc error: code = DeadlineExceeded",
        "command Freeze failed with DeadlineExceeded: ",
        "command Unfreeze failed with DeadlineExceeded: ",
    ];

    /// <summary>
    /// True when virt-freezer gave up waiting (60 s for a freeze, 20 s up to KubeVirt 1.6.3 and for a thaw). virt-launcher goes on all the same: the guest may be
    /// frozen, or thawed, after this.
    /// </summary>
    public bool DeadlineExceeded => Outcome == FreezerOutcome.Failed && Array.Exists(Deadlines, words => Reason?.StartsWith(words, StringComparison.Ordinal) == true);
}
