using VeleroFreeze.Backups;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Backups;

public sealed class BackupDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("velero-freeze-backup-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_are_known_by_the_names_they_have_in_the_bucket()
    {
        Write(
            "velero-backup.json", "n-1.tar.gz", "n-1-logs.gz", "n-1-results.gz", "n-1-resource-list.json.gz", "n-1-volumeinfo.json.gz",
            "n-1-itemoperations.json.gz", "n-1-podvolumebackups.json.gz", "n-1-csi-volumesnapshots.json.gz",
            "n-1-csi-volumesnapshotcontents.json.gz", "n-1-volumesnapshots.json.gz", "n-1-csi-volumesnapshotclasses.json.gz");
        var directory = BackupDirectory.Open(_folder);
        directory.Name.ShouldBe("n-1");
        var contents = directory.Read();
        contents.Keys.ShouldBe(Enum.GetValues<ArtifactKind>(), ignoreOrder: true);
        contents.ShouldAllBe(entry => entry.Value.State == ArtifactState.Complete);
        System.Text.Encoding.UTF8.GetString(contents[ArtifactKind.BackupLog].Bytes.Span).ShouldBe("n-1-logs.gz");
        System.Text.Encoding.UTF8.GetString(contents[ArtifactKind.CSIBackupVolumeSnapshots].Bytes.Span).ShouldBe("n-1-csi-volumesnapshots.json.gz");
    }

    [Fact]
    public void Unpacked_files_are_taken_too_and_what_is_not_there_is_missing()
    {
        Write("n-1-logs", "n-1-volumeinfo.json", "notes.txt");
        var contents = BackupDirectory.Open(_folder).Read();
        contents.Where(entry => entry.Value.State == ArtifactState.Complete).Select(entry => entry.Key)
            .ShouldBe([ArtifactKind.BackupLog, ArtifactKind.BackupVolumeInfos], ignoreOrder: true);
        contents[ArtifactKind.BackupResults].State.ShouldBe(ArtifactState.Missing);
    }

    [Fact]
    public void A_link_to_a_device_without_an_end_is_not_read()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "n-1-logs"), "/dev/zero");
        var log = BackupDirectory.Open(_folder).Read()[ArtifactKind.BackupLog];
        log.State.ShouldBe(ArtifactState.Unreadable);
        log.Problem.ShouldBe("n-1-logs is empty, or no ordinary file");
    }

    [Theory]
    [InlineData("n-1-logs")]
    [InlineData("velero-backup.json")]
    public async Task A_pipe_that_nobody_writes_to_is_not_waited_for(string name)
    {
        Write("n-1-results");
        using (var made = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder, name)))
        {
            await made.WaitForExitAsync();
        }

        var (log, backup) = await Task.Run(() => (BackupDirectory.Open(_folder).Read()[ArtifactKind.BackupLog], BackupDirectory.Open(_folder).Backup())).WaitAsync(TimeSpan.FromSeconds(30));
        log.State.ShouldBe(name == "n-1-logs" ? ArtifactState.Unreadable : ArtifactState.Missing);
        backup.ShouldBeNull();
    }

    [Fact]
    public void A_Backup_object_without_an_end_is_none()
    {
        Write("n-1-results");
        File.CreateSymbolicLink(Path.Combine(_folder, "velero-backup.json"), "/dev/zero");
        BackupDirectory.Open(_folder).Backup().ShouldBeNull();
    }

    [Fact]
    public void A_Backup_object_larger_than_any_is_none()
    {
        Write("n-1-results");
        File.WriteAllText(Path.Combine(_folder, "velero-backup.json"), "{}" + new string(' ', 16 * 1024 * 1024));
        BackupDirectory.Open(_folder).Backup().ShouldBeNull();
    }

    [Fact]
    public void A_Backup_object_alone_is_a_backup()
    {
        File.WriteAllText(Path.Combine(_folder, "velero-backup.json"), """{"metadata":{"name":"n-1"}}""");
        var directory = BackupDirectory.Open(_folder);
        directory.Backup()!.Value.GetProperty("metadata").GetProperty("name").GetString().ShouldBe("n-1");
        directory.Read().ShouldAllBe(entry => entry.Value.State == ArtifactState.Missing);
    }

    [Fact]
    public void A_Backup_object_that_cannot_be_read_is_none()
    {
        Write("n-1-logs.gz");
        File.WriteAllText(Path.Combine(_folder, "velero-backup.json"), "{");
        BackupDirectory.Open(_folder).Backup().ShouldBeNull();
    }

    [Fact]
    public void Files_of_two_backups_are_not_mixed()
    {
        Write("a-logs.gz", "b-results.gz");
        Should.Throw<IOException>(() => BackupDirectory.Open(_folder)).Message.ShouldEndWith("files of several backups in it: a, b");
    }

    [Fact]
    public void A_directory_without_a_backup_is_told() =>
        Should.Throw<IOException>(() => BackupDirectory.Open(_folder)).Message.ShouldEndWith("no file of a backup in it, such as NAME-logs.gz");

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            File.WriteAllText(Path.Combine(_folder, name), name);
        }
    }
}
