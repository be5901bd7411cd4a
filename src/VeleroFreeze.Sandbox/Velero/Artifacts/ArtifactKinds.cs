namespace VeleroFreeze.Sandbox.Velero.Artifacts;

/// <summary>Which file of a backup a DownloadRequest's kind stands for.</summary>
internal static class ArtifactKinds
{
    private static readonly Dictionary<string, string> Suffixes = new()
    {
        ["BackupLog"] = "-logs.gz",
        ["BackupContents"] = ".tar.gz",
        ["BackupResults"] = "-results.gz",
        ["BackupResourceList"] = "-resource-list.json.gz",
        ["BackupVolumeInfos"] = "-volumeinfo.json.gz",
        ["BackupVolumeSnapshots"] = "-volumesnapshots.json.gz",
        ["BackupItemOperations"] = "-itemoperations.json.gz",
        ["CSIBackupVolumeSnapshots"] = "-csi-volumesnapshots.json.gz",
        ["CSIBackupVolumeSnapshotContents"] = "-csi-volumesnapshotcontents.json.gz",
    };

    /// <summary>The name of the file, whether or not it was ever uploaded; null for a kind that is not a backup's.</summary>
    public static string? FileOf(string kind, string backup) => Suffixes.TryGetValue(kind, out var suffix) ? backup + suffix : null;

    /// <summary>The path that a signed URL ends with.</summary>
    public static string? PathOf(string kind, string backup) => FileOf(kind, backup) is { } file ? $"backups/{backup}/{file}" : null;
}
