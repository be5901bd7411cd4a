using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>What one backup is worth, and why. Everything the product says about a backup is a view of this.</summary>
/// <param name="Backup">The backup, as the API server knows it.</param>
/// <param name="Verdict">The worst verdict of the VMs that opted in.</param>
/// <param name="PolicyMet">Whether every <c>required</c> VM is file-system-consistent or offline-consistent.</param>
/// <param name="VirtualMachines">Every VM in the backup, by namespace and name.</param>
/// <param name="Evidence">What could be read of Velero's artifacts.</param>
public sealed record ConsistencyReport(
    BackupSummary Backup,
    Verdict Verdict,
    bool PolicyMet,
    IReadOnlyList<VirtualMachineReport> VirtualMachines,
    EvidenceStates Evidence)
{
    /// <summary>VMs that are not listed because the report would not fit where it is kept; they count in the verdict.</summary>
    public int Omitted { get; init; }

    /// <summary>The same with fewer VMs: those that did not opt in go first, of the others the best verdicts.</summary>
    public ConsistencyReport Keeping(int count)
    {
        var kept = VirtualMachines.OrderByDescending(machine => machine.OptedIn).ThenByDescending(machine => machine.Verdict).Take(count).Select(machine => machine.Key).ToHashSet();
        return this with { VirtualMachines = [.. VirtualMachines.Where(machine => kept.Contains(machine.Key))], Omitted = Omitted + VirtualMachines.Count - kept.Count };
    }
}

/// <param name="Namespace">Velero's namespace.</param>
/// <param name="Name">The Backup's name.</param>
/// <param name="Uid">The Backup's UID; one verdict belongs to one UID.</param>
/// <param name="Phase">Velero's own phase.</param>
/// <param name="StartTimestamp">When items began to be processed; null when it never started.</param>
/// <param name="CompletionTimestamp">When the last phase was entered.</param>
/// <param name="HooksAttempted">Velero's counter; null where it is not known (Velero 1.12 and older, or a backup that failed early).</param>
/// <param name="HooksFailed">Velero's counter; null as above.</param>
public sealed record BackupSummary(
    string Namespace,
    string Name,
    string Uid,
    string Phase,
    DateTimeOffset? StartTimestamp,
    DateTimeOffset? CompletionTimestamp,
    int? HooksAttempted,
    int? HooksFailed);

/// <param name="Namespace">The VM's namespace.</param>
/// <param name="Name">The VM's name.</param>
/// <param name="Policy">What was asked for when the backup ran.</param>
/// <param name="Verdict">What the backup of this VM is worth.</param>
/// <param name="Reasons">Why, the decisive one first; never empty.</param>
/// <param name="Message">The same in one sentence for people, without a line break.</param>
/// <param name="Pod">The launcher pod that was judged.</param>
/// <param name="Freeze">The freeze; null when none was asked for.</param>
/// <param name="Volumes">The VM's disks, by claim.</param>
public sealed record VirtualMachineReport(
    string Namespace,
    string Name,
    FreezePolicy Policy,
    Verdict Verdict,
    IReadOnlyList<ReasonCode> Reasons,
    string Message,
    string? Pod,
    FreezeReport? Freeze,
    IReadOnlyList<VolumeReport> Volumes)
{
    public VirtualMachineKey Key => new(Namespace, Name);

    /// <summary>What a good verdict needs, and what became of each; empty in a report of release 0.1.</summary>
    public IReadOnlyList<ObligationReport> Obligations { get; init; } = [];

    public bool OptedIn => Policy is FreezePolicy.Required or FreezePolicy.Preferred;
}

/// <summary>One thing that a good verdict needs.</summary>
/// <param name="Id"><c>thisBackup</c>, <c>counters</c>, <c>instance</c>, <c>history</c>, <c>disks</c>, <c>freeze</c>, <c>inside</c> or <c>alone</c>.</param>
/// <param name="Evidence">What proves it; null when it is not proven.</param>
/// <param name="Missing">What is missing; null when it is proven.</param>
public sealed record ObligationReport(string Id, string? Evidence, string? Missing)
{
    public bool Proven => Evidence is not null;
}

/// <param name="RequestedAt">When Velero ran the pre hook (its clock, whole seconds).</param>
/// <param name="FrozenAt">When the freeze was attested; null when it was not.</param>
/// <param name="ThawedAt">When the window closed: the post hook or, if earlier, the automatic thaw; null when no window was open.</param>
/// <param name="LimitSeconds">Seconds after which the guest thaws by itself; null for never.</param>
public sealed record FreezeReport(DateTimeOffset? RequestedAt, DateTimeOffset? FrozenAt, DateTimeOffset? ThawedAt, int? LimitSeconds);

/// <param name="Claim">The name of the PersistentVolumeClaim.</param>
/// <param name="Method">How it was captured.</param>
/// <param name="CapturedFrom">The earliest moment the data can be from.</param>
/// <param name="CapturedTo">The latest moment the data can be from.</param>
/// <param name="InsideFreeze">Null when that cannot be told, or when nothing was captured.</param>
public sealed record VolumeReport(string Claim, CaptureMethod Method, DateTimeOffset? CapturedFrom, DateTimeOffset? CapturedTo, bool? InsideFreeze);

/// <summary>How a disk's data got into the backup.</summary>
public enum CaptureMethod
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>A CSI VolumeSnapshot that stays in the cluster.</summary>
    CsiSnapshot,

    /// <summary>A CSI VolumeSnapshot whose data is uploaded afterwards; the moment that counts is that of the snapshot.</summary>
    DataMover,

    /// <summary>A file-system copy of the mounted volume (PodVolumeBackup); the data is read over the whole interval.</summary>
    PodVolumeBackup,

    /// <summary>A snapshot by a cloud provider's plugin.</summary>
    NativeSnapshot,

    /// <summary>Moved by something that quiesces the guest itself.</summary>
    Other,
}

/// <summary>What could be read of each of Velero's artifacts.</summary>
public sealed record EvidenceStates(ArtifactState Log, ArtifactState Results, ArtifactState ResourceList, ArtifactState VolumeInfo);

/// <summary>A VM by namespace and name; its VirtualMachineInstance has the same two.</summary>
public readonly record struct VirtualMachineKey(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
