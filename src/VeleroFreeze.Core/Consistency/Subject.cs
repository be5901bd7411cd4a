using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Injection;

namespace VeleroFreeze.Core.Consistency;

/// <summary>Where the facts about a VM come from, best first.</summary>
internal enum FactSource
{
    /// <summary>Recorded when the backup began, and again at its end if somebody looked then.</summary>
    Recorded,

    /// <summary>The copy of the objects inside the backup.</summary>
    InBackup,

    /// <summary>The cluster after the backup.</summary>
    Afterwards,

    /// <summary>Nothing but what the log and Velero's other artifacts name.</summary>
    EvidenceOnly,
}

/// <summary>A VM to be judged, with what is known of it.</summary>
internal sealed record Subject
{
    public required VirtualMachineKey Key { get; init; }

    public required FactSource Source { get; init; }

    public FreezePolicy Policy { get; init; }

    public bool PolicyChanged { get; init; }

    /// <summary>Off at both looks, or in the backup's own copy, with nothing that says otherwise.</summary>
    public bool IsOff { get; init; }

    /// <summary>Why it may have run although it was off whenever somebody looked; null when that is ruled out.</summary>
    public string? MayHaveRun { get; init; }

    /// <summary>Off at one end of the backup and on at the other.</summary>
    public bool WasSwitched { get; init; }

    /// <summary>What differs between the start and the end of the backup, or between the records and the backup; null when nothing does.</summary>
    public string? Disagreement { get; init; }

    public GuestSystem Guest { get; init; }

    public IReadOnlyList<DiskFacts> Disks { get; init; } = [];

    public IReadOnlyList<LauncherPod> Pods { get; init; } = [];

    /// <summary>The pod that had the guest from start to end; null when it is not known or changed.</summary>
    public string? LivePod { get; init; }

    public bool KnowsDisks => Source != FactSource.EvidenceOnly;

    public bool OptedIn => Policy is FreezePolicy.Required or FreezePolicy.Preferred;
}
