namespace VeleroFreeze.Core.Evidence;

/// <summary>The files Velero writes beside a backup. The names of those that a DownloadRequest serves are its <c>spec.target.kind</c>.</summary>
public enum ArtifactKind
{
    /// <summary><c>NAME-logs.gz</c></summary>
    BackupLog,

    /// <summary><c>NAME-results.gz</c>, Velero 1.11 and newer.</summary>
    BackupResults,

    /// <summary><c>NAME-resource-list.json.gz</c></summary>
    BackupResourceList,

    /// <summary><c>NAME-volumeinfo.json.gz</c>, Velero 1.13 and newer.</summary>
    BackupVolumeInfos,

    /// <summary><c>NAME-itemoperations.json.gz</c>, Velero 1.11 and newer.</summary>
    BackupItemOperations,

    /// <summary><c>NAME-podvolumebackups.json.gz</c>; no DownloadRequest serves it.</summary>
    PodVolumeBackups,

    /// <summary><c>NAME-csi-volumesnapshots.json.gz</c>, Velero 1.16 and older.</summary>
    CSIBackupVolumeSnapshots,

    /// <summary><c>NAME-csi-volumesnapshotcontents.json.gz</c>, Velero 1.16 and older.</summary>
    CSIBackupVolumeSnapshotContents,

    /// <summary><c>NAME.tar.gz</c>: every object of the backup, Secrets among them. Read from a directory only, never fetched.</summary>
    BackupContents,
}
