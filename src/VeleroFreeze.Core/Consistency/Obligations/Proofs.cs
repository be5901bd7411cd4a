namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>All that it takes to call a VM that ran file-system-consistent.</summary>
internal sealed record RunningProofs
{
    public required ThisBackup ThisBackup { get; init; }

    public required CountersAgree Counters { get; init; }

    public required OneInstance Instance { get; init; }

    public required GaplessHistory History { get; init; }

    public required AllDisks Disks { get; init; }

    public required AttestedFreeze Freeze { get; init; }

    public required InsideWindow Inside { get; init; }

    public required NobodyElse Alone { get; init; }
}

/// <summary>All that it takes to call a VM that was off offline-consistent.</summary>
internal sealed record OffProofs
{
    public required ThisBackup ThisBackup { get; init; }

    public required CountersAgree Counters { get; init; }

    public required NoInstance Instance { get; init; }

    public required GaplessHistory History { get; init; }

    public required AllDisks Disks { get; init; }

    public required UnsharedDisks Alone { get; init; }
}
