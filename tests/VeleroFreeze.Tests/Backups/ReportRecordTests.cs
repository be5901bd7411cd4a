using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Tests.Backups;

public sealed class ReportRecordTests
{
    private static readonly ClusterHistory History = new()
    {
        Source = HistorySource.Watch,
        VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>
        {
            [new("shop", "db")] = [new(DateTimeOffset.UnixEpoch, new VirtualMachineFacts { Key = new("shop", "db"), State = RunState.On })],
        },
    };

    private static readonly ConsistencyReport Report = TestReports.Of(TestReports.Machine(Verdict.FileSystemConsistent));

    [Fact]
    public void A_record_is_found_by_the_backup_s_UID_and_gives_back_what_was_put_in()
    {
        var record = Record(ReportObjects.Record("velerofreeze", TestReports.Backup(), ReportObjects.History(Packed.Of(ClusterHistoryJson.Write(History)), null, isEnd: false)));
        record.Object.Metadata.Key.ToString().ShouldBe("velerofreeze/velerofreeze-uid-1");
        record.Object.Metadata.Label("app.kubernetes.io/managed-by").ShouldBe("velerofreeze");
        record.Object.Metadata.Label("velerofreeze.io/backup-uid").ShouldBe("uid-1");
        record.Object.Metadata.Label("velerofreeze.io/velero-namespace").ShouldBe("velero");
        record.Object.Metadata.Annotation("velerofreeze.io/backup").ShouldBe("velero/nightly");
        record.Has("history.json.gz").ShouldBeTrue();
        ClusterHistoryJson.Write(record.History!).ShouldBe(ClusterHistoryJson.Write(History));
        (record.HasHistory, record.HasEnd, record.Parts).ShouldBe((true, false, null));
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
        foreach (var key in new[] { "report.json.gz", "history.json.gz" })
        {
            node["binaryData"]![key] = content;
        }

        var record = Record(Encoding.UTF8.GetBytes(node.ToJsonString()));
        record.Report.ShouldBeNull();
        record.History.ShouldBeNull();
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
    public void Nothing_but_the_report_is_kept_once_it_stands()
    {
        var patch = ReportObjects.WithoutFacts([]);
        patch["binaryData"]!.AsObject().Select(member => (member.Key, member.Value)).ShouldBe(
            [("facts-at-start.json.gz", null), ("facts-at-end.json.gz", null), ("history.json.gz", null), ("meanwhile.json.gz", null)]);
        patch["metadata"]!["annotations"]!.ToJsonString().ShouldBe("""{"velerofreeze.io/history-parts":null}""");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(700_000, 1)]
    [InlineData(700_001, 2)]
    [InlineData(1_400_001, 3)]
    public void A_large_history_lies_in_parts_whose_names_take_turns(int bytes, int count)
    {
        var parts = HistoryParts.Of(new byte[bytes], null);
        parts.Names("uid-1").ShouldBe(Enumerable.Range(0, count).Select(i => $"velerofreeze-uid-1-a{i}"));
        HistoryParts.Read(parts.ToString()).ShouldBe(parts);
        HistoryParts.Of(new byte[bytes], parts).Names("uid-1").First().ShouldBe("velerofreeze-uid-1-b0");
        var record = Record(ReportObjects.Record("velerofreeze", TestReports.Backup(), ReportObjects.History(null, parts, isEnd: true)));
        (record.Parts, record.HasHistory, record.HasEnd, record.History).ShouldBe((parts, true, true, null));
        Record(ReportObjects.HistoryPart("velerofreeze", TestReports.Backup(), parts.Names("uid-1").First(), [1, 2])).Object.Metadata.Label("velerofreeze.io/backup-uid").ShouldBe("uid-1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("c 1 00")]
    [InlineData("a 0 00")]
    [InlineData("a 101 00")]
    [InlineData("a -1 00")]
    [InlineData("a 1")]
    public void Parts_that_nobody_wrote_so_are_none(string annotation) => HistoryParts.Read(annotation).ShouldBeNull();

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
