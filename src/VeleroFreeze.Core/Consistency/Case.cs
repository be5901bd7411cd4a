using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;

namespace VeleroFreeze.Core.Consistency;

/// <summary>Everything about one VM that the rules need, gathered and not yet judged.</summary>
internal sealed record Case
{
    public required Subject Subject { get; init; }

    /// <summary>Null for a VM that was off.</summary>
    public required FreezeFinding? Finding { get; init; }

    /// <summary>What the disks' captures are, importing ones left out.</summary>
    public required IReadOnlyList<DiskCapture> Captures { get; init; }

    /// <summary>Disks of the VM that are still being filled and hold none of its data.</summary>
    public IReadOnlyList<DiskCapture> Importing { get; init; } = [];

    /// <summary>What contradicts what, for this VM.</summary>
    public string? Contradiction { get; init; }

    /// <summary>Other running VMs that write to a disk of this one, by claim.</summary>
    public ILookup<string, FreezeFinding?> Sharers { get; init; } = Array.Empty<FreezeFinding?>().ToLookup(_ => "");
}
