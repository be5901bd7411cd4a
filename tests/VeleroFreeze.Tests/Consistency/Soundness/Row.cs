namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>What happens to a VM in one history: every way in which a naive reading of a backup is wrong, and those in which it is too strict.</summary>
internal enum Row
{
    Healthy,

    // The guest.
    NoAgent,
    AgentDies,
    FreezeDisabled,
    PermissionDenied,
    SlowFreeze,
    Hangs,
    Paused,
    WindowsInTime,
    WindowsTooLate,
    GuestSystemNotTold,
    AgentForgesLogLines,

    // The window.
    SnapshotAfterAutomaticThaw,
    ShortAutomaticThaw,
    HotpluggedDisk,
    HotpluggedDiskAndAnotherThaw,
    DiskCapturedThroughAnotherPod,
    ThawFails,

    // The hooks.
    NoHooks,
    AnotherCommand,
    NameOfAnotherVm,
    WrongContainer,
    FailsUnderFail,
    FreezeAfterVeleroGaveUp,
    PodLeftOut,

    // The pods.
    MigratedBefore,
    OnlyACompletedPod,

    // The disks.
    FileSystemCopy,
    LongFileSystemCopy,
    DataMover,
    NoSnapshotter,
    SnapshotFails,

    // Power.
    PoweredOff,
    StoppedMeanwhile,
    StartedMeanwhile,
    StartedAndStoppedMeanwhile,

    // KubeVirt's own data mover.
    KubeVirtDataMover,
    KubeVirtDataMoverWithoutAgent,
    KubeVirtDataMoverThatSaysNothing,
}
