using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;

namespace VeleroFreeze.Core.Consistency.Gathering;

/// <summary>Everything about one VM that the rules need, gathered and not yet judged.</summary>
internal sealed record MachineFindings
{
    public required BackedUpMachine Machine { get; init; }

    /// <summary>Null for a VM that was off.</summary>
    public required FreezeFinding? Finding { get; init; }

    /// <summary>What the disks' captures are.</summary>
    public required IReadOnlyList<DiskCapture> Captures { get; init; }

    /// <summary>Whose hooks the log's are.</summary>
    public required HookAttribution Attribution { get; init; }

    /// <summary>What contradicts what, for this VM.</summary>
    public string? Contradiction { get; init; }

    /// <summary>Other running VMs that write to a disk of this one, by claim; null for one that is not in the backup.</summary>
    public ILookup<string, MachineFindings?> Sharers { get; init; } = Array.Empty<MachineFindings?>().ToLookup(_ => "");
}
