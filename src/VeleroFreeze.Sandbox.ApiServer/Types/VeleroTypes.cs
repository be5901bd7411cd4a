using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>The kinds of Velero. None has a status subresource: whoever may write a Backup may write its status.</summary>
internal static class VeleroTypes
{
    private static readonly Column Phase = Column.Of("Status", ".status.phase");

    private static readonly Column[] Transfer =
    [
        Phase,
        Column.Of("Started", ".status.startTimestamp", "date"),
        Column.Of("Bytes Done", ".status.progress.bytesDone", "integer"),
        Column.Of("Total Bytes", ".status.progress.totalBytes", "integer"),
        Column.Of("Storage Location", ".spec.backupStorageLocation"),
        Column.Age,
        Column.Of("Node", ".status.node"),
    ];

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Custom("Backup", "backups"),
        Custom("Restore", "restores"),
        Custom("Schedule", "schedules") with
        {
            Columns =
            [
                Phase,
                Column.Of("Schedule", ".spec.schedule"),
                Column.Of("LastBackup", ".status.lastBackup", "date"),
                Column.Age,
                Column.Of("Paused", ".spec.paused", "boolean"),
            ],
            Rules = SchemaRules.Of("spec.template:object!", "spec.schedule:string!"),
        },
        Custom("BackupStorageLocation", "backupstoragelocations") with
        {
            ShortNames = ["bsl"],
            Columns =
            [
                Column.Of("Phase", ".status.phase"),
                Column.Of("Last Validated", ".status.lastValidationTime", "date"),
                Column.Age,
                Column.Of("Default", ".spec.default", "boolean"),
            ],
        },
        Custom("VolumeSnapshotLocation", "volumesnapshotlocations") with { ShortNames = ["vsl"] },
        Custom("BackupRepository", "backuprepositories") with
        {
            Columns = [Column.Age, Column.Of("Repository Type", ".spec.repositoryType")],
        },
        Custom("DownloadRequest", "downloadrequests") with { Rules = DownloadRequestRules.Check },
        Custom("DeleteBackupRequest", "deletebackuprequests") with
        {
            Columns = [Column.Of("BackupName", ".spec.backupName"), Phase],
            Rules = SchemaRules.Of("spec.backupName:string!"),
        },
        Custom("ServerStatusRequest", "serverstatusrequests") with { ShortNames = ["ssr"] },
        Custom("PodVolumeBackup", "podvolumebackups") with { Columns = Transfer },
        Custom("PodVolumeRestore", "podvolumerestores") with { Columns = Transfer },
        Custom("DataUpload", "datauploads") with { Versions = ["v2alpha1"], Columns = Transfer },
        Custom("DataDownload", "datadownloads") with { Versions = ["v2alpha1"], Columns = Transfer },
    ];

    private static ResourceType Custom(string kind, string plural) => new("velero.io", kind, plural)
    {
        IsCustom = true,
        TracksGeneration = true,
        AllowsUnconditionalUpdate = false,
        Rules = SchemaRules.Of("spec:object", "status:object"),
    };
}
