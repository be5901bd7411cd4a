namespace VeleroFreeze.Core.Evidence;

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

    /// <summary><c>Backing up item</c> of a claim, by Velero itself before it calls any action: nothing of the claim was captured before this line.</summary>
    ClaimStarted,

    /// <summary><c>Created VolumeSnapshot NS/NAME</c>: the snapshot may be taken just before this line, by the time that the call took.</summary>
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

    /// <summary>The snapshot failed or timed out: named by the VolumeSnapshot, or without a namespace by its content.</summary>
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

    /// <summary>A claim's capture failed; the detail has the cause. It says in the claim's name what <see cref="SnapshotFailed"/> says in the snapshot's, and what an item's error says.</summary>
    ClaimFailed,

    /// <summary><c>Error running pre hooks for pod</c>: a hook failed under <c>Fail</c>, so that the pod is left out and not thawed. Named by the pod, without a namespace; the detail has the error (Velero 1.15 and newer).</summary>
    PreHooksFailed,

    /// <summary><c>Error running post hooks for pod</c>, named likewise.</summary>
    PostHooksFailed,

    /// <summary>Nothing of a block was backed up, because a pre hook failed under <c>FailBlock</c> (no released Velero yet). Named by the pod where the line tells it.</summary>
    BlockSkipped,

    /// <summary><c>cannot perform snapshot data movement without running node-agent pods</c>: the next claim to fail of the same worker was not captured (Velero 1.18.2 and newer).</summary>
    NodeAgentMissing,

    /// <summary>
    /// <c>Backing Up Item Block including</c> of the block after that of the pod named. Velero 1.15.0 puts no block together before the post hooks of the last one have run; where this
    /// line comes before them it is newer, and waits for the pod's file copies before it runs them.
    /// </summary>
    BlockFollowed,

    /// <summary>A pod, a VM or an instance was left out by the Backup's filters, a label or a resource policy; the detail says why.</summary>
    ItemExcluded,
}
