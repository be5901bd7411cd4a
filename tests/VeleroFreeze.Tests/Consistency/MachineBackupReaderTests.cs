using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Tests.Consistency;

public class MachineBackupReaderTests
{
    private const string Upload = """
        {"apiVersion":"velero.io/v2alpha1","kind":"DataUpload","metadata":{"name":"kdm-nightly","namespace":"velero","uid":"du-1","labels":{"velero.io/backup-name":"nightly"},
          "annotations":{"kubevirt-datamover.io/vm-name":"db","kubevirt-datamover.io/vm-namespace":"shop","kubevirt-datamover.io/operation-id":"op-1"},
          "ownerReferences":[{"apiVersion":"velero.io/v1","kind":"Backup","name":"nightly","uid":"b-uid"}]},"spec":{"datamover":"kubevirt","sourceNamespace":"shop"}}
        """;

    private const string Quiesced = """{"type":"Quiesced","status":"True","reason":"QuiesceSucceeded","lastTransitionTime":"2026-03-04T02:00:31Z"}""";
    private const string Complete = """{"type":"Complete","status":"True","reason":"Completed"}""";

    [Fact]
    public void What_the_data_mover_made_is_found_by_its_upload()
    {
        var found = Read(Upload, Backup($"{Quiesced},{Complete}")).ShouldHaveSingleItem();

        found.Machine.ShouldBe(new VirtualMachineKey("shop", "db"));
        found.Operation.ShouldBe("op-1");
        found.Quiesced.ShouldBe(QuiesceOutcome.Succeeded);
        found.HasCompleted.ShouldBeTrue();
        found.Volumes.ShouldBe(["root"]);
        found.CreatedAt.ShouldBe(new DateTimeOffset(2026, 3, 4, 2, 0, 5, TimeSpan.Zero));
        found.ToldAt.ShouldBe(new DateTimeOffset(2026, 3, 4, 2, 0, 31, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("\"du-1\"", "\"du-2\"")]
    [InlineData("\"uid\":\"b-uid\"", "\"uid\":\"b-older\"")]
    [InlineData("\"datamover\":\"kubevirt\"", "\"datamover\":\"velero\"")]
    [InlineData("\"datamover\":\"kubevirt\"", "\"datamover\":\"velero-fs\"")]
    [InlineData("\"datamover\":\"kubevirt\"", "\"datamover\":\"velero-block\"")]
    [InlineData("vm-namespace\":\"shop\"", "vm-namespace\":\"bank\"")]
    public void One_that_belongs_to_another_backup_or_vm_is_not_taken(string part, string instead) =>
        Read(Upload.Replace(part, instead), Backup(Quiesced)).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"type":"Quiesced","status":"False","reason":"QuiesceFailed"}""", QuiesceOutcome.Failed)]
    [InlineData("""{"type":"Quiesced","status":"False","reason":"QuiesceSkipped"}""", QuiesceOutcome.Skipped)]
    [InlineData("""{"type":"Quiesced","status":"True","reason":"QuiesceSucceeded","message":"Guest filesystem was successfully quiesced"}""", QuiesceOutcome.Succeeded)]
    [InlineData("""{"type":"Quiesced","status":"False","reason":"QuiesceFailed","message":"Guest filesystem quiesce failed"}""", QuiesceOutcome.Failed)]
    [InlineData("""{"type":"Quiesced","status":"True","reason":"QuiesceSucceeded","message":"Guest filesystem quiesce failed"}""", QuiesceOutcome.Unknown)]
    [InlineData("""{"type":"Quiesced","status":"True","reason":"QuiesceSucceeded","message":"Guest filesystem quiesce was skipped"}""", QuiesceOutcome.Unknown)]
    [InlineData("""{"type":"Quiesced","status":"True","reason":"QuiesceAssumed"}""", QuiesceOutcome.Unknown)]
    [InlineData("""{"type":"Quiesced","status":"Unknown","reason":"QuiesceSucceeded"}""", QuiesceOutcome.Unknown)]
    [InlineData("""{"type":"Done","status":"True","reason":"Completed VirtualMachineBackup"}""", QuiesceOutcome.Unknown)]
    [InlineData("""{"type":"Done","status":"True","reason":"Completed VirtualMachineBackup, warning: Failed freezing guest filesystem: no agent"}""", QuiesceOutcome.Failed)]
    [InlineData("""{"type":"Quiesced","status":"True","reason":"QuiesceSucceeded"},{"type":"Complete","status":"True","reason":"CompletedWithWarning","message":"warning: Failed freezing guest filesystem: x"}""", QuiesceOutcome.Unknown)]
    [InlineData("", QuiesceOutcome.Unknown)]
    public void Only_a_status_with_its_reason_says_what_became_of_the_guest(string conditions, QuiesceOutcome outcome) =>
        Read(Upload, Backup(conditions)).ShouldHaveSingleItem().Quiesced.ShouldBe(outcome);

    [Theory]
    [InlineData("""{"type":"Complete","status":"True","reason":"CompletedWithWarning"}""", true)]
    [InlineData("""{"type":"Done","status":"True","reason":"Completed VirtualMachineBackup"}""", true)]
    [InlineData("""{"type":"Done","status":"True","reason":"Backup has failed: no space"}""", false)]
    [InlineData("""{"type":"Complete","status":"True"},{"type":"Failed","status":"True"}""", false)]
    [InlineData("""{"type":"Progressing","status":"True","reason":"Initiated"}""", false)]
    public void Only_one_that_ended_well_has_data(string conditions, bool completed) =>
        Read(Upload, Backup(conditions)).ShouldHaveSingleItem().HasCompleted.ShouldBe(completed);

    [Fact]
    public void What_is_recorded_comes_back_as_it_was_and_what_is_gone_stays()
    {
        var seen = new SeenMachineBackups(Read(Upload, Backup($"{Quiesced},{Complete}")));

        var read = SeenMachineBackupsJson.Read(SeenMachineBackupsJson.Write(seen));
        SeenMachineBackupsJson.Write(read).ShouldBe(SeenMachineBackupsJson.Write(seen));
        SeenMachineBackupsJson.Write(seen.With(SeenMachineBackups.Nothing)).ShouldBe(SeenMachineBackupsJson.Write(seen));
        new SeenMachineBackups(Read(Upload, Backup(""))).With(seen).MachineBackups.ShouldHaveSingleItem().Quiesced.ShouldBe(QuiesceOutcome.Succeeded);
    }

    private static IReadOnlyList<MachineBackup> Read(params string[] objects) =>
        MachineBackupReader.Read(objects.Select(json => JsonElement.Parse(json)), new BackupSummary("velero", "nightly", "b-uid", "Completed", null, null, null, null));

    private static string Backup(string conditions) => """
        {"apiVersion":"backup.kubevirt.io/v1alpha1","kind":"VirtualMachineBackup","metadata":{"name":"vmb-1","namespace":"shop","uid":"vmb-uid","creationTimestamp":"2026-03-04T02:00:05Z",
          "labels":{"velero.io/dataupload-uid":"du-1"}},"status":{"includedVolumes":[{"volumeName":"root"}],"conditions":[CONDITIONS]}}
        """.Replace("CONDITIONS", conditions);
}
