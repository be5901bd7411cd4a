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

    /// <summary>The Backup that the lines name, <c>namespace/name</c>; null when none does.</summary>
    public string? Backup { get; init; }

    /// <summary>Another Backup that a line names; null when all name one.</summary>
    public string? ForeignBackup { get; init; }

    public bool BeginsAsVelero { get; init; } = true;

    public bool EndsAsVelero { get; init; } = true;

    public int? Errors { get; init; }

    public IReadOnlyList<HookExecution> Hooks { get; init; } = [];

    public IReadOnlyList<LogMark> Marks { get; init; } = [];
}

/// <summary>A line that places something in time.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="At">Its time by the clock of the Velero server, whole seconds.</param>
/// <param name="Namespace">The namespace of the object it names.</param>
/// <param name="Name">The object's name: of the claim, the VolumeSnapshot or the PersistentVolume, by kind.</param>
/// <param name="Detail">What else it tells: the reason of a skip, an error.</param>
public sealed record LogMark(LogMarkKind Kind, int Line, DateTimeOffset At, string Namespace, string Name, string? Detail = null);

public enum LogMarkKind
{
    /// <summary><c>Starting PVCBackupItemAction</c>: names nothing, and comes before everything of the next claim by the same worker.</summary>
    ClaimActionStarted,

    /// <summary><c>Executing custom action</c> on a claim, or <c>Backing up item</c>: nothing of it was captured before this line.</summary>
    ClaimStarted,

    /// <summary><c>Created VolumeSnapshot NS/NAME</c>: the snapshot may be cut just before this line, by the time that the call took.</summary>
    SnapshotCreated,

    /// <summary>The VolumeSnapshot's content has its handle: the snapshot was cut before this line. Named by the snapshot, with the content in the detail; or by the content, where the log does not tell whose it is.</summary>
    SnapshotReady,

    /// <summary>
    /// <c>Untrack the PVC NS/NAME, because it's backed up by CSI BIA.</c>: that claim's snapshot was cut before this line. Up to Velero 1.16 the line comes before
    /// the wait for the snapshot unless data is moved; so it counts only where the log shows that its action waited.
    /// </summary>
    ClaimCaptured,

    /// <summary><c>DataUpload is submitted successfully.</c> with <c>Source PVC</c>: that claim's snapshot was cut before this line.</summary>
    DataUploadSubmitted,

    /// <summary><c>Reusing existing VolumeSnapshot X for PVC Y</c>: a group snapshot; named by the claim, the snapshot in the detail.</summary>
    SnapshotReused,

    /// <summary>The snapshot failed or timed out.</summary>
    SnapshotFailed,

    /// <summary><c>Snapshotting persistent volume</c>: a native snapshot of the volume named.</summary>
    NativeSnapshot,

    /// <summary>The claim or volume is left out; the detail says why.</summary>
    VolumeSkipped,

    /// <summary>An item was skipped because it had been backed up before, with another item.</summary>
    AlreadyBackedUp,

    /// <summary>An item that was being deleted was left out.</summary>
    BeingDeleted,

    /// <summary>An item came in outside of its block, so that hooks do not enclose it (Velero 1.15 and newer).</summary>
    OutsideBlock,

    /// <summary><c>Backing up item</c> of a VirtualMachine: whatever is done on its account, such as its upload by another data mover, comes after this line.</summary>
    MachineStarted,

    /// <summary>Post hooks were not run, because waiting for PodVolumeBackups failed.</summary>
    PostHooksSkipped,
}
