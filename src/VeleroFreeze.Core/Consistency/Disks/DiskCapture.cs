using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>Whether the evidence shows that a disk's data is in the backup.</summary>
internal enum CaptureState
{
    Captured,
    NotCaptured,

    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>Captured by something that freezes the guest itself.</summary>
    Elsewhere,
}

/// <summary>How, and between which moments, one disk was captured.</summary>
internal sealed record DiskCapture
{
    public required string Claim { get; init; }

    public required CaptureState State { get; init; }

    public CaptureMethod Method { get; init; }

    /// <summary>Why it was not captured, or why that is not known.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>Velero's own words for it; null when there are none.</summary>
    public string? Cause { get; init; }

    /// <summary>The data is not from before this; null when nothing tells.</summary>
    public LogPosition? From { get; init; }

    /// <summary>The data is not from after this; null when nothing tells.</summary>
    public LogPosition? To { get; init; }

    /// <summary>The storage's own time for the data; never decides.</summary>
    public DateTimeOffset? StorageTime { get; init; }

    /// <summary>A file-system copy through the VM's own launcher pod, which Velero begins after that pod's pre hook.</summary>
    public bool FollowsHook { get; init; }

    /// <summary>A file-system copy whose end Velero waits for before it runs the post hooks of the pod, as it does since 1.15.1; whether by the launcher pod is another question.</summary>
    public bool PrecedesThaw { get; init; }

    /// <summary>Of a file-system copy: the line of the log in which Velero put the next block of items together; 0 where no line tells. Before the post hook it proves that Velero is no 1.15.0.</summary>
    public int NextBlockLine { get; init; }

    /// <summary>Named by the VirtualMachineBackup that captured it; what that says of the guest counts for this disk.</summary>
    public bool IsHeldByKubeVirt { get; init; }

    /// <summary>A directory that the guest shares (virtiofs): the agent passes it over when it freezes, and reports success.</summary>
    public bool IsDirectory { get; init; }

    public static DiskCapture Of(string claim, CaptureState state, ReasonCode? reason = null, string? cause = null) =>
        new() { Claim = claim, State = state, Reason = reason, Cause = cause };
}
