using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>
/// KubeVirt's own backup of one VM, a <c>VirtualMachineBackup</c> that the KubeVirt data mover made for one Velero Backup: it freezes the guest itself,
/// and is deleted once its data has been uploaded.
/// </summary>
public sealed record MachineBackup
{
    public required VirtualMachineKey Machine { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    /// <summary>The operation by which Velero follows it; empty when nothing names one.</summary>
    public string Operation { get; init; } = "";

    /// <summary>The guest was not quiesced for it before this (clock of the API server, whole seconds).</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When KubeVirt said what became of the quiescing; the guest was quiesced before this.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    public QuiesceOutcome Quiesced { get; init; }

    /// <summary>Its data was written, as far as KubeVirt goes.</summary>
    public bool HasCompleted { get; init; }

    /// <summary>The volumes it holds, by their names in the VM.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];
}

/// <summary>What KubeVirt says of the guest's file systems.</summary>
public enum QuiesceOutcome
{
    /// <summary>Nothing: KubeVirt 1.8, a backup that has not come that far, or a word that is not known.</summary>
    Unknown,

    Succeeded,

    Failed,

    /// <summary>Not asked for, or there was no guest to ask.</summary>
    Skipped,
}
