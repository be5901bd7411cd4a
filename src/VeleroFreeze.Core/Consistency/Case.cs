using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;

namespace VeleroFreeze.Core.Consistency;

/// <summary>Everything about one VM that the rules need, gathered and not yet judged.</summary>
internal sealed record Case
{
    public required Subject Subject { get; init; }

    /// <summary>Null for a VM that was off.</summary>
    public required FreezeFinding? Finding { get; init; }

    /// <summary>What the disks' captures are.</summary>
    public required IReadOnlyList<DiskCapture> Captures { get; init; }

    /// <summary>Whose hooks the log's are.</summary>
    public required HookAttribution Attribution { get; init; }

    /// <summary>What contradicts what, for this VM.</summary>
    public string? Contradiction { get; init; }

    /// <summary>Other running VMs that write to a disk of this one, by claim; null for one that is not in the backup.</summary>
    public ILookup<string, Case?> Sharers { get; init; } = Array.Empty<Case?>().ToLookup(_ => "");
}
