namespace VeleroFreeze.Core.Evidence;

/// <summary>What the log of one backup tells, in the order of its lines.</summary>
public sealed record LogEvidence
{
    public static LogEvidence Missing { get; } = new() { State = ArtifactState.Missing };

    public required ArtifactState State { get; init; }

    /// <summary>Why the log was not read to its end, in words for a person; null when it was.</summary>
    public string? Problem { get; init; }

    /// <summary>True when a limit of size, ratio or line length stopped the reading.</summary>
    public bool LimitExceeded { get; init; }

    /// <summary>True when informational lines were logged; below that level a hook that worked leaves no line.</summary>
    public bool HasInformation { get; init; }

    /// <summary>True when hook lines name their pod (Velero 1.14 and older).</summary>
    public bool HooksNamePods { get; init; }

    /// <summary>True when the hooks of two VMs overlap: blocks were processed by several workers.</summary>
    public bool HooksInterleave { get; init; }

    public DateTimeOffset? FirstAt { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Lines before which the clock was set back, in order; at most a thousand.</summary>
    public IReadOnlyList<int> ClockSteps { get; init; } = [];

    /// <summary>The number of lines, readable or not.</summary>
    public int Lines { get; init; }

    /// <summary>The number of lines that are no log entry: binary, cut, or longer than is read.</summary>
    public int UnreadableLines { get; init; }

    /// <summary>True when the log's first line is the one that Velero begins a backup with, and no other line is.</summary>
    public bool BeginsAsVelero { get; init; }

    /// <summary>True when the line that Velero ends a backup with is there once, and no hook comes after it.</summary>
    public bool EndsAsVelero { get; init; }

    /// <summary>The Backups that lines name, in the order of their first line; of a real log one. At most eight.</summary>
    public IReadOnlyList<LoggedBackup> Backups { get; init; } = [];

    /// <summary>The number of readable lines that name no Backup; of a real log none.</summary>
    public int LinesWithoutBackup { get; init; }

    /// <summary>The number of lines at level <c>warning</c>, as Velero counts its warnings.</summary>
    public int WarningCount { get; init; }

    /// <summary>The number of lines at level <c>error</c>, as Velero counts its errors.</summary>
    public int ErrorCount { get; init; }

    /// <summary>Those lines in order. At most 10,000, and without one whose fields are not what Velero writes; the counts count them all.</summary>
    public IReadOnlyList<LoggedMessage> Messages { get; init; } = [];

    public IReadOnlyList<HookExecution> Hooks { get; init; } = [];

    public IReadOnlyList<LogMark> Marks { get; init; } = [];

    /// <summary>
    /// Whether hooks of the Backup's own spec ran. The log tells it where the object no longer does: Velero 1.18.2 and newer empty <c>spec.hooks</c> of a Backup
    /// that comes from another cluster's bucket.
    /// </summary>
    public bool HasSpecHooks => Hooks.Any(hook => hook.Source is "spec" or "backupSpec");

    /// <summary>The first Backup that a line names and that is another than this one; null when there is none.</summary>
    /// <param name="namespace">This Backup's namespace.</param>
    /// <param name="name">This Backup's name.</param>
    public LoggedBackup? OtherThan(string @namespace, string name) => Backups.FirstOrDefault(backup => backup.Name != $"{@namespace}/{name}");
}

/// <summary>A Backup that lines of the log name in their field <c>backup</c>.</summary>
/// <param name="Name"><c>NAMESPACE/NAME</c>, as it stands there.</param>
/// <param name="Line">The first line that names it, from 1.</param>
public sealed record LoggedBackup(string Name, int Line);

/// <summary>A line at the level of a warning or an error.</summary>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="At">Its time by the clock of the Velero server, whole seconds.</param>
/// <param name="Result">The entry that Velero makes of it in <see cref="BackupEvidence.Results"/>: equal to it, text and bucket.</param>
public sealed record LoggedMessage(int Line, DateTimeOffset At, ResultMessage Result);
