using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Tests.Backups;

public sealed class ReportRecordTests
{
    private static readonly ClusterFacts Facts = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), new Dictionary<VirtualMachineKey, VirtualMachineFacts>
    {
        [new("shop", "db")] = new VirtualMachineFacts { Key = new("shop", "db"), State = RunState.On },
    });

    private static readonly ConsistencyReport Report = TestReports.Of(TestReports.Machine(Verdict.FileSystemConsistent));

    [Fact]
    public void A_record_is_found_by_the_backup_s_UID_and_gives_back_what_was_put_in()
    {
        var record = Record(ReportObjects.Record("velerofreeze", TestReports.Backup(), ReportRecord.AtStartKey, Packed.Of(ClusterFactsJson.Write(Facts))));
        record.Object.Metadata.Key.ToString().ShouldBe("velerofreeze/velerofreeze-uid-1");
        record.Object.Metadata.Label("app.kubernetes.io/managed-by").ShouldBe("velerofreeze");
        record.Object.Metadata.Label("velerofreeze.io/backup-uid").ShouldBe("uid-1");
        record.Object.Metadata.Label("velerofreeze.io/velero-namespace").ShouldBe("velero");
        record.Object.Metadata.Annotation("velerofreeze.io/backup").ShouldBe("velero/nightly");
        record.Has("facts-at-start.json.gz").ShouldBeTrue();
        ClusterFactsJson.Write(record.AtStart!).ShouldBe(ClusterFactsJson.Write(Facts));
        record.AtEnd.ShouldBeNull();
        record.Report.ShouldBeNull();
    }

    [Fact]
    public void A_report_comes_back_whole_with_its_verdict_as_a_label()
    {
        var record = Record(ReportObjects.Record("velerofreeze", TestReports.Backup(), Report));
        ReportJson.Write(record.Report!).ShouldBe(ReportJson.Write(Report));
        record.Object.Metadata.Label("velerofreeze.io/consistency").ShouldBe("file-system-consistent");
        record.Announced.ShouldBeNull();
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("bm90IGd6aXA=")]
    [InlineData("")]
    public void What_cannot_be_read_counts_as_not_there(string content)
    {
        var node = JsonNode.Parse(ReportObjects.Record("velerofreeze", TestReports.Backup(), Report).Span)!;
        foreach (var key in new[] { "report.json.gz", "facts-at-start.json.gz", "facts-at-end.json.gz" })
        {
            node["binaryData"]![key] = content;
        }

        var record = Record(Encoding.UTF8.GetBytes(node.ToJsonString()));
        record.Report.ShouldBeNull();
        record.AtStart.ShouldBeNull();
        record.AtEnd.ShouldBeNull();
    }

    [Fact]
    public void Gzip_of_something_else_counts_as_not_there()
    {
        var body = ReportObjects.Record("velerofreeze", TestReports.Backup(), ReportRecord.ReportKey, Packed.Of("[1,2]"u8));
        Record(body).Report.ShouldBeNull();
    }

    [Fact]
    public void A_Backup_gets_two_keys_and_nothing_else()
    {
        var patch = ReportObjects.BackupPatch(Report);
        patch.Select(member => member.Key).ShouldBe(["metadata"]);
        patch["metadata"]!.AsObject().Select(member => member.Key).ShouldBe(["labels", "annotations"]);
        patch["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"velerofreeze.io/consistency":"file-system-consistent"}""");
        patch["metadata"]!["annotations"]!.AsObject().Select(member => member.Key).ShouldBe(["velerofreeze.io/summary"]);
        var summary = (string)patch["metadata"]!["annotations"]!["velerofreeze.io/summary"]!;
        Encoding.UTF8.GetByteCount(summary).ShouldBeInRange(1, 512);
    }

    [Fact]
    public void Recorded_facts_make_room_for_a_report_that_does_not_fit_beside_them()
    {
        var small = Record(ReportObjects.Record("velerofreeze", TestReports.Backup(), ReportRecord.AtStartKey, new byte[1000]));
        ReportObjects.Fitting(small, ReportObjects.Report(Report))["binaryData"]!.AsObject().Select(member => member.Key).ShouldBe(["report.json.gz"]);
        var large = Record(ReportObjects.Record("velerofreeze", TestReports.Backup(), ReportRecord.AtStartKey, new byte[900_000]));
        var patch = ReportObjects.Fitting(large, ReportObjects.Report(Report))["binaryData"]!.AsObject();
        patch["facts-at-start.json.gz"].ShouldBeNull();
        patch.Select(member => member.Key).ShouldBe(["report.json.gz", "facts-at-start.json.gz", "facts-at-end.json.gz", "meanwhile.json.gz"]);
    }

    [Fact]
    public void What_a_Backup_says_is_compared_word_for_word()
    {
        var summary = ReportText.Summary(Report);
        ReportObjects.IsSaid("file-system-consistent", summary, Report).ShouldBeTrue();
        ReportObjects.IsSaid("crash-consistent", summary, Report).ShouldBeFalse();
        ReportObjects.IsSaid("file-system-consistent", summary + " ", Report).ShouldBeFalse();
        ReportObjects.IsSaid(null, null, Report).ShouldBeFalse();
    }

    [Fact]
    public void A_bomb_in_place_of_a_report_is_not_unpacked()
    {
        var bomb = Packed.Of(new byte[65 * 1024 * 1024]);
        bomb.Length.ShouldBeLessThan(100_000);
        Should.Throw<InvalidDataException>(() => Packed.Open(bomb));
    }

    private static ReportRecord Record(ReadOnlyMemory<byte> body) => new(KubernetesObject.Parse(body.Span));
}
