namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>
/// A backup that is not over proves nothing: disks may still be captured, hooks may still run and operations may still fail. One without a phase is not known to be over.
/// </summary>
internal static class BackupPhases
{
    /// <returns>Why it is not over; null in the phases that a Backup does not leave, except to be deleted.</returns>
    public static string? WhyOpen(BackupSummary backup) => backup.Phase switch
    {
        "Completed" or "PartiallyFailed" or "Failed" or "FailedValidation" => null,
        "" => "no phase is known of it: velero-backup.json is missing, or names none",
        "Deleting" => "it is being deleted",
        var phase => $"phase {phase}",
    };
}
