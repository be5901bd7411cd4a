using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Machines;

/// <summary>Where the facts about a VM come from, best first.</summary>
internal enum FactSource
{
    /// <summary>Watched while the backup ran.</summary>
    Watched,

    /// <summary>Given by somebody who says that it was so throughout.</summary>
    Word,

    /// <summary>The copy of the objects inside the backup.</summary>
    InBackup,

    /// <summary>The cluster after the backup.</summary>
    Afterwards,

    /// <summary>Nothing but what the log and Velero's other artifacts name.</summary>
    EvidenceOnly,
}

/// <summary>A VM to be judged, with what is known of it.</summary>
internal sealed record BackedUpMachine
{
    public required VirtualMachineKey Key { get; init; }

    public required FactSource Source { get; init; }

    /// <summary>What was told of it while the backup ran; empty when nobody watched.</summary>
    public StateHistory Timeline { get; init; } = StateHistory.Empty;

    public FreezePolicy Policy { get; init; }

    public bool PolicyChanged { get; init; }

    /// <summary>No instance of it is known while the backup ran. Whether that is proven is another question.</summary>
    public bool IsOff { get; init; }

    /// <summary>An instance of it is known while the backup ran.</summary>
    public bool IsKnownToRun { get; init; }

    /// <summary>Off at one time of the backup and on at another.</summary>
    public bool WasSwitched { get; init; }

    /// <summary>By a copy of the object: it was off, and about to start.</summary>
    public bool IsAskedToStart { get; init; }

    public GuestSystem Guest { get; init; }

    public IReadOnlyList<DiskFacts> Disks { get; init; } = [];

    public IReadOnlyList<LauncherPod> Pods { get; init; } = [];

    /// <summary>The pod that had the guest from start to end; null when it is not known or changed.</summary>
    public string? LivePod { get; init; }

    public bool KnowsDisks => Source != FactSource.EvidenceOnly;

    /// <summary>The system of the instance that was there at a moment. What was told of one that is gone says nothing about the next of its name.</summary>
    public GuestSystem GuestAt(DateTimeOffset? moment)
    {
        if (Guest != GuestSystem.Other || Source != FactSource.Watched || moment is not { } at || Timeline.At(at.Plus(Clocks.ToleranceSeconds)) is not { InstanceUid: { Length: > 0 } instance })
        {
            return Guest;
        }

        return Timeline.All.Any(state => state.Machine is { Guest: GuestSystem.Other } machine && machine.InstanceUid == instance) ? Guest : GuestSystem.Unknown;
    }

    public bool OptedIn => Policy is FreezePolicy.Required or FreezePolicy.Preferred;
}
