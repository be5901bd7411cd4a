using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>Reads Velero's Backup object.</summary>
public static class BackupObjectReader
{
    /// <summary>kubevirt-velero-plugin's label, with any value: the objects are wanted and their data is not.</summary>
    private const string MetadataOnlyLabel = "velero.kubevirt.io/metadataBackup";

    private const string ScheduleLabel = "velero.io/schedule-name";

    public static BackupObject Read(JsonElement backup) => new()
    {
        Summary = Summary(backup),
        SpecHooks = backup.Items("spec", "hooks", "resources").Sum(entry => entry.Items("pre").Count() + entry.Items("hooks").Count() + entry.Items("post").Count()),
        // A counter of 0 is left out.
        Errors = backup.At("status").ValueKind == JsonValueKind.Object ? backup.Number("status", "errors") ?? 0 : null,
        OperationsFailed = backup.Number("status", "backupItemOperationsFailed"),
        FiltersInstances = InstanceFilters.May(backup),
        MovesData = backup.Flag("spec", "snapshotMoveData"),
        DataMover = backup.Text("spec", "datamover"),
        IsMetadataOnly = backup.Has("metadata", "labels", MetadataOnlyLabel) || backup.At("spec", "snapshotVolumes").ValueKind == JsonValueKind.False,
        Schedule = backup.Text("metadata", "labels", ScheduleLabel),
        IncludedNamespaces = backup.Texts("spec", "includedNamespaces"),
        ExcludedNamespaces = backup.Texts("spec", "excludedNamespaces"),
    };

    private static BackupSummary Summary(JsonElement backup)
    {
        // Both counters are left out when they are 0: an empty object says 0 and 0, an absent one says nothing.
        var counted = backup.At("status", "hookStatus").ValueKind == JsonValueKind.Object;
        return new BackupSummary(
            backup.Text("metadata", "namespace"),
            backup.Text("metadata", "name"),
            backup.Text("metadata", "uid"),
            backup.Text("status", "phase"),
            backup.Time("status", "startTimestamp"),
            backup.Time("status", "completionTimestamp"),
            counted ? backup.Number("status", "hookStatus", "hooksAttempted") ?? 0 : null,
            counted ? backup.Number("status", "hookStatus", "hooksFailed") ?? 0 : null);
    }
}
