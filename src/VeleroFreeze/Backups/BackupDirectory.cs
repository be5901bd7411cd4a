using System.Text.Json;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Backups;

/// <summary>The files of one backup as they lie in the bucket; any of them may be missing, and each may have been unpacked already.</summary>
internal sealed class BackupDirectory
{
    /// <summary>As much as is fetched over the network, and more than any of these files ought to be.</summary>
    private const long MaxBytes = 1024L * 1024 * 1024;

    /// <summary>An object of the API is at most three mebibytes as the API server stores it, and somewhat more as people indent it.</summary>
    private const long MaxObjectBytes = 16 * 1024 * 1024;

    /// <summary>What comes after the backup's name.</summary>
    private static readonly (ArtifactKind Kind, string[] Endings)[] Names =
    [
        (ArtifactKind.BackupLog, ["-logs.gz", "-logs"]),
        (ArtifactKind.BackupResults, ["-results.gz", "-results", "-results.json"]),
        (ArtifactKind.BackupResourceList, ["-resource-list.json.gz", "-resource-list.json"]),
        (ArtifactKind.BackupVolumeInfos, ["-volumeinfo.json.gz", "-volumeinfo.json"]),
        (ArtifactKind.BackupItemOperations, ["-itemoperations.json.gz", "-itemoperations.json"]),
        (ArtifactKind.PodVolumeBackups, ["-podvolumebackups.json.gz", "-podvolumebackups.json"]),
        (ArtifactKind.CSIBackupVolumeSnapshotContents, ["-csi-volumesnapshotcontents.json.gz", "-csi-volumesnapshotcontents.json"]),
        (ArtifactKind.CSIBackupVolumeSnapshots, ["-csi-volumesnapshots.json.gz", "-csi-volumesnapshots.json"]),
        (ArtifactKind.BackupContents, [".tar.gz", ".tar"]),
    ];

    private readonly string _folder;
    private readonly string[] _files;

    private BackupDirectory(string folder, string name, string[] files)
    {
        _folder = folder;
        Name = name;
        _files = files;
    }

    /// <summary>The backup's name, as the files bear it.</summary>
    public string Name { get; }

    /// <exception cref="IOException">The directory cannot be read, holds nothing of a backup, or files of several.</exception>
    public static BackupDirectory Open(string folder)
    {
        var files = Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).ToArray();
        var backups = files.Select(NameOf).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return backups switch
        {
            [var name] => new BackupDirectory(folder, name, files),
            [] when files.Contains("velero-backup.json") => new BackupDirectory(folder, Path.GetFileName(Path.GetFullPath(folder)), files),
            [] => throw new IOException($"{folder}: no file of a backup in it, such as NAME-logs.gz"),
            _ => throw new IOException($"{folder}: files of several backups in it: {string.Join(", ", backups.Order(StringComparer.Ordinal))}"),
        };
    }

    /// <summary>Whatever is there, by kind; what is not there is missing.</summary>
    public IReadOnlyDictionary<ArtifactKind, ArtifactContent> Read() => Names.ToDictionary(
        entry => entry.Kind,
        entry => entry.Endings.Select(ending => Name + ending).FirstOrDefault(_files.Contains) is { } file ? Read(file) : ArtifactContent.Missing());

    /// <summary><c>velero-backup.json</c>; null when it is missing or unreadable.</summary>
    public JsonElement? Backup()
    {
        try
        {
            var path = Path.Combine(_folder, "velero-backup.json");
            return _files.Contains("velero-backup.json") && LengthOf(path) is > 0 and <= MaxObjectBytes ? JsonElement.Parse(File.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private ArtifactContent Read(string file)
    {
        var path = Path.Combine(_folder, file);
        try
        {
            return LengthOf(path) switch
            {
                0 => new ArtifactContent(ArtifactState.Unreadable, default, $"{file} is empty, or no ordinary file"),
                > MaxBytes => new ArtifactContent(ArtifactState.Unreadable, default, $"{file} is larger than 1 GiB", LimitExceeded: true),
                _ => ArtifactContent.Of(File.ReadAllBytes(path)),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ArtifactContent(ArtifactState.Unreadable, default, $"{file}: {e.Message}");
        }
    }

    /// <summary>
    /// How much there is to read: of a link, what it leads to. Pipes and devices tell 0 and are not opened: the one waits for a writer, the other may have no end.
    /// </summary>
    private static long LengthOf(string path) => new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).Length;

    private static string? NameOf(string file)
    {
        // The longest ending first: "-volumesnapshots" ends others too.
        var ending = Names.SelectMany(entry => entry.Endings).OrderByDescending(text => text.Length)
            .FirstOrDefault(text => file.EndsWith(text, StringComparison.Ordinal) && file.Length > text.Length);
        return ending is null ? null : file[..^ending.Length];
    }
}
