namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>What a backup is worth, from best to worst. The verdict of a whole backup is the worst of its opted-in VMs.</summary>
public enum Verdict
{
    /// <summary>A freeze is attested and every disk was captured inside the window between freeze and thaw.</summary>
    FileSystemConsistent,

    /// <summary>The VM was powered off for the whole backup.</summary>
    OfflineConsistent,

    /// <summary>Disks were captured, without an effective freeze: as after a power cut.</summary>
    CrashConsistent,

    /// <summary>Some disks were captured inside the window and some were not.</summary>
    Partial,

    /// <summary>Opted in and in scope, but no disk was captured.</summary>
    NotCovered,

    /// <summary>Evidence is missing, cut, contradictory or of an unknown kind.</summary>
    Unverified,

    /// <summary>For a backup only: no VM in it is opted in.</summary>
    NotApplicable,
}
