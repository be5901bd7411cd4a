using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>
/// What speaks against a capture that some of the evidence tells of. A disk is captured once, by evidence that agrees with itself; a snapshot whose claim is not in
/// the backup cannot be restored from it.
/// </summary>
internal static class CaptureDoubts
{
    /// <returns>In words; null when nothing speaks against it.</returns>
    public static string? Of(EvidenceIndex index, VirtualMachineKey claim, IReadOnlyList<VolumeInfo> volumes, DiskCapture capture) =>
        capture.State is not (CaptureState.Captured or CaptureState.Elsewhere) ? null
        : Disagree(volumes) ? "volume info names it more than once, and differently"
        : capture.Method == CaptureMethod.PodVolumeBackup && volumes.Any(volume => volume is { Skipped: false, Method: not "PodVolumeBackup" }) ? "it was copied, and volume info tells of a snapshot"
        : index.Marks[claim].FirstOrDefault(SpeaksAgainst) is { } mark ? $"line {mark.Line} of the log speaks against it: {mark.Detail}"
        : null;

    private static bool Disagree(IReadOnlyList<VolumeInfo> volumes) =>
        volumes.Count > 1 && volumes.Any(volume => Told(volume) != Told(volumes[0]));

    private static (bool Skipped, string Method, bool DataMoved, bool? Succeeded, string Operation, string Content) Told(VolumeInfo volume) =>
        (volume.Skipped, volume.Method, volume.DataMoved, volume.Succeeded, volume.OperationId, volume.Content);

    /// <summary>The claim was left out or given up. That an action passed it over says nothing: another one may have captured it.</summary>
    private static bool SpeaksAgainst(LogMark mark) => mark.Kind switch
    {
        LogMarkKind.ClaimFailed => true,
        LogMarkKind.BeingDeleted => mark.Detail == "persistentvolumeclaims",
        LogMarkKind.VolumeSkipped => mark.Detail?.StartsWith("Excluding item", StringComparison.Ordinal) == true,
        _ => false,
    };
}
