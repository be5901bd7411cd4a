using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Core.Consistency;

/// <summary>
/// Two looks see a VM off at two moments, and not what it did before the first one or between them. What rules that out: KubeVirt writes to the VM object with
/// every start and stop, and a halted VM starts only when its spec changes.
/// </summary>
internal static class OffProof
{
    /// <summary>Seconds after the backup's start within which a look still counts as made at its start, if no pod of the VM was collected then.</summary>
    private const int ToleranceSeconds = 5;

    /// <returns>When it may have run, in words; null if it cannot have.</returns>
    public static string? Gap(VirtualMachineFacts start, VirtualMachineFacts end, BackupFacts facts, EvidenceIndex index) =>
        !WasOffBefore(start, facts, index) ? "nobody saw it before the backup began, and it may have been stopped right then"
        : !IsSame(start.Version, end.Version) && !IsSame(start.HaltedVersion, end.HaltedVersion) ? "it may have been started and stopped between two looks"
        : null;

    private static bool IsSame(string one, string other) => one.Length > 0 && one == other;

    /// <summary>Whole seconds: what was written in the second of the backup's start may have been written after it.</summary>
    private static bool WasOffBefore(VirtualMachineFacts start, BackupFacts facts, EvidenceIndex index) =>
        facts.Backup.Summary.StartTimestamp is not { } began || facts.AtStart?.TakenAt < began || start.ChangedAt < began
        || (facts.AtStart?.TakenAt <= began.Plus(ToleranceSeconds) && index.ProvesNoInstance(start.Key));
}
