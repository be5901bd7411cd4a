using VeleroFreeze.Core.Consistency.Obligations;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency;

/// <summary>
/// A backup that is not over proves nothing: disks may still be captured, hooks may still run and operations may still fail. One without a phase is not known to be over.
/// </summary>
internal static class NotTerminal
{
    /// <returns>Null in the phases that a Backup does not leave, except to be deleted.</returns>
    public static Gap? Of(BackupSummary backup) => backup.Phase switch
    {
        "Completed" or "PartiallyFailed" or "Failed" or "FailedValidation" => null,
        "" => new Gap(ReasonCode.NotTerminal, "no phase is known of it: velero-backup.json is missing, or names none"),
        "Deleting" => new Gap(ReasonCode.NotTerminal, "it is being deleted"),
        var phase => new Gap(ReasonCode.NotTerminal, $"phase {phase}"),
    };
}
