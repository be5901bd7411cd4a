namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>Why a verdict is what it is. Codes are part of reports, events and alerts: one may be added, none is ever given another meaning.</summary>
public enum ReasonCode
{
    /// <summary>virt-freezer attested the freeze and every captured disk lies inside the window.</summary>
    Frozen,

    /// <summary>The VM was off for the whole backup.</summary>
    PoweredOff,

    /// <summary>virt-freezer found no guest agent: exit code 0, nothing frozen.</summary>
    NoGuestAgent,

    /// <summary>The guest was paused or not running: nothing frozen.</summary>
    DomainNotRunning,

    /// <summary>The freeze was tried and refused.</summary>
    FreezeFailed,

    /// <summary>Velero stopped waiting for the pre hook; the guest may have been frozen later.</summary>
    FreezeTimedOut,

    /// <summary>No thaw is attested, because the post hook failed or did not run: the guest may have stood still until its automatic thaw.</summary>
    ThawFailed,

    /// <summary>Windows' VSS thawed the guest by itself, ten seconds after the freeze.</summary>
    VssWindowExceeded,

    /// <summary>virt-launcher's automatic thaw came before the last disk was captured.</summary>
    AutomaticThaw,

    /// <summary>At least one disk was captured before the freeze or after the thaw.</summary>
    CapturedOutsideWindow,

    /// <summary>The hook that ran is no accepted virt-freezer command.</summary>
    HooksOverridden,

    /// <summary>The launcher pod was in the backup, and no hook ran in it.</summary>
    HooksMissing,

    /// <summary>The launcher pod was not in the backup, so no hook could run.</summary>
    HooksSkipped,

    /// <summary>Only a completed launcher pod, such as a migration's source, was in the backup.</summary>
    PodCompleted,

    /// <summary>Velero skipped a disk.</summary>
    VolumeSkipped,

    /// <summary>Velero tried to capture a disk and failed.</summary>
    VolumeFailed,

    /// <summary>A disk was read while the guest wrote to it unfrozen: file by file, or a directory shared with virtiofs, which no freeze reaches.</summary>
    LiveFileSystemRead,

    /// <summary>Another actor (KubeVirt's data mover, a VirtualMachineBackup) freezes by itself; Velero's hooks prove nothing. What it said of the guest counts where it was seen.</summary>
    QuiescedElsewhere,

    /// <summary>There is no log.</summary>
    LogMissing,

    /// <summary>The log ends early.</summary>
    LogTruncated,

    /// <summary>The log cannot be read, or was written at a level that leaves the hooks out.</summary>
    LogUnreadable,

    /// <summary>Two pieces of evidence do not fit each other.</summary>
    EvidenceContradicts,

    /// <summary>virt-freezer said something no known release says.</summary>
    UnknownMessage,

    /// <summary>Two clocks differ by more than is tolerated, so that times cannot be compared.</summary>
    ClockSkew,

    /// <summary>The evidence is larger than is read.</summary>
    LimitExceeded,

    /// <summary>The hook names another VM: the object was restored, cloned or renamed.</summary>
    StaleName,

    /// <summary>It is not known whether the guest is Windows, and the window was longer than VSS's ten seconds.</summary>
    GuestUnknown,

    /// <summary>Policy, disks or pods were read from the cluster after the backup had ended.</summary>
    FactsAfterTheFact,

    /// <summary>The evidence does not tell when a disk was captured, or whether it was.</summary>
    CaptureUnknown,

    /// <summary>The backup is not known to have ended: what it holds may still change.</summary>
    NotTerminal,

    /// <summary>The evidence is of another Backup.</summary>
    ForeignEvidence,

    /// <summary>What Velero counted is not what its log tells.</summary>
    CountersDisagree,

    /// <summary>The instance that was frozen is not known to be the one that was captured.</summary>
    InstanceReplaced,

    /// <summary>Nobody watched the VM for a part of the time that counts.</summary>
    HistoryGap,

    /// <summary>Not every disk of the VM is known.</summary>
    DisksUnknown,

    /// <summary>The guest may have been frozen before: that freeze's timer is not started anew and thaws in the middle.</summary>
    AlreadyFrozen,

    /// <summary>Another backup or snapshot may have thawed the guest in the meantime.</summary>
    OtherActor,
}
