using System.Text;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;

namespace VeleroFreeze.Tests.Evidence.Documents;

public class DocumentTests
{
    [Fact]
    public void Results_go_by_namespace()
    {
        var evidence = Read(ArtifactKind.BackupResults, """
            {"warnings":{"cluster":["w"]},"errors":{"velero":[" message: /a"],"namespaces":{"shop":["b"],"bank":null}}}
            """);
        evidence.ResultsState.ShouldBe(ArtifactState.Complete);
        evidence.Results.ShouldBe([new(true, "", " message: /a"), new(true, "shop", "b"), new(false, "", "w")]);
    }

    [Fact]
    public void Volume_information_of_every_method()
    {
        var volumes = Read(ArtifactKind.BackupVolumeInfos, """
            [{"pvcName":"a","pvcNamespace":"shop","pvName":"pv-a","backupMethod":"CSISnapshot","snapshotDataMoved":false,"startTimestamp":"2026-01-02T03:04:06Z",
              "csiSnapshotInfo":{"snapshotHandle":"h","operationID":"shop/vs/2026-01-02T03:04:05Z","ReadyToUse":true},"result":"succeeded"},
             {"pvcName":"b","pvcNamespace":"shop","backupMethod":"CSISnapshot","snapshotDataMoved":true,"csiSnapshotInfo":{"operationID":"unknown"},
              "snapshotDataMovementInfo":{"dataMover":"velero","operationID":"du-1","Phase":"Completed"},"completionTimestamp":"2026-01-02T03:04:12.5+02:00"},
             {"pvcName":"c","pvcNamespace":"shop","backupMethod":"PodVolumeBackup","pvbInfo":{"podName":"virt-launcher-c","podNamespace":"shop","volumeName":"disk0"},"result":"failed"},
             {"pvcName":"d","pvcNamespace":"shop","skipped":true,"skippedReason":"CSISnapshot: no class;","startTimestamp":null}]
            """).Volumes;
        volumes.Select(v => (v.Claim, v.Method, v.DataMoved, v.Skipped, v.Succeeded, v.OperationId, v.Pod)).ShouldBe([
            ("a", "CSISnapshot", false, false, true, "shop/vs/2026-01-02T03:04:05Z", ""),
            ("b", "CSISnapshot", true, false, null, "du-1", ""),
            ("c", "PodVolumeBackup", false, false, false, "", "virt-launcher-c"),
            ("d", "", false, true, null, "", ""),
        ]);
        (volumes[0].StartedAt, volumes[1].CompletedAt, volumes[1].DataMover, volumes[3].SkippedReason).ShouldBe((
            new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero), new DateTimeOffset(2026, 1, 2, 1, 4, 12, 500, TimeSpan.Zero), "velero", "CSISnapshot: no class;"));
    }

    [Fact]
    public void A_claim_that_is_named_twice_stays_so_and_a_content_tells_whose_it_is()
    {
        var volumes = Read(ArtifactKind.BackupVolumeInfos, """
            [{"pvcName":"a","pvcNamespace":"shop","backupMethod":"CSISnapshot","csiSnapshotInfo":{"vscName":"snapcontent-1"},"result":"succeeded"},
             {"pvcName":"a","pvcNamespace":"shop","backupMethod":"CSISnapshot","snapshotDataMoved":true,"csiSnapshotInfo":{"vscName":"unknown"},"result":"failed"}]
            """).Volumes;
        volumes.Select(v => (v.Claim, v.Succeeded, v.Content)).ShouldBe([("a", true, "snapcontent-1"), ("a", false, "")]);
    }

    [Fact]
    public void Snapshots_and_their_contents_are_one_list()
    {
        var evidence = EvidenceReader.Read(new Dictionary<ArtifactKind, ArtifactContent>
        {
            [ArtifactKind.CSIBackupVolumeSnapshots] = Of("""
                [{"metadata":{"namespace":"shop","name":"vs"},"spec":{"source":{"persistentVolumeClaimName":"db"}},"status":{"boundVolumeSnapshotContentName":"c","creationTime":"2026-01-02T03:04:06Z"}}]
                """),
            [ArtifactKind.CSIBackupVolumeSnapshotContents] = Of("""
                [{"metadata":{"name":"c"},"spec":{"volumeSnapshotRef":{"namespace":"shop","name":"vs"}},"status":{"creationTime":1767323046500000000}},
                 {"metadata":{"name":"d"},"spec":{"volumeSnapshotRef":{"namespace":"shop","name":"gone"}}}]
                """),
        });
        evidence.Snapshots.ShouldBe([
            new("shop", "vs", "c", "db", new DateTimeOffset(2026, 1, 2, 3, 4, 6, 500, TimeSpan.Zero)), new("shop", "gone", "d", "", null)]);
    }

    [Fact]
    public void Copies_name_their_pod_and_when()
    {
        var copy = Read(ArtifactKind.PodVolumeBackups, """
            [{"metadata":{"name":"x","annotations":{"velero.io/pvc-name":"db"}},"spec":{"pod":{"name":"virt-launcher-db","namespace":"shop"},"volume":"disk0"},
              "status":{"phase":"Completed","startTimestamp":"2026-01-02T03:04:06Z","completionTimestamp":"2026-01-02T03:05:06Z"}}]
            """).PodVolumeBackups.ShouldHaveSingleItem();
        copy.ShouldBe(new PodVolumeBackup("shop", "virt-launcher-db", "disk0", "db", "Completed",
            new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero), new DateTimeOffset(2026, 1, 2, 3, 5, 6, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData(ArtifactKind.BackupResults, "[]")]
    [InlineData(ArtifactKind.BackupResults, """{"errors":[]}""")]
    [InlineData(ArtifactKind.BackupResults, """{"errors":{"velero":[7]}}""")]
    [InlineData(ArtifactKind.BackupResourceList, "[]")]
    [InlineData(ArtifactKind.BackupResourceList, """{"v1/Pod":"shop/db"}""")]
    [InlineData(ArtifactKind.BackupResourceList, """{"v1/Pod":["a"],"v1/Pod":["b"]}""")]
    [InlineData(ArtifactKind.BackupVolumeInfos, "{}")]
    [InlineData(ArtifactKind.BackupVolumeInfos, "[7]")]
    [InlineData(ArtifactKind.BackupVolumeInfos, """[{"pvcName":7}]""")]
    [InlineData(ArtifactKind.BackupVolumeInfos, """[{"skipped":"no"}]""")]
    [InlineData(ArtifactKind.BackupVolumeInfos, """[{"startTimestamp":"soon"}]""")]
    [InlineData(ArtifactKind.BackupVolumeInfos, """[{"result":"maybe"}]""")]
    [InlineData(ArtifactKind.BackupVolumeInfos, """[{"pvbInfo":[]}]""")]
    [InlineData(ArtifactKind.BackupVolumeInfos, """[{"pvcName":"\ud800"}]""")]
    [InlineData(ArtifactKind.BackupItemOperations, """[{"spec":7}]""")]
    [InlineData(ArtifactKind.BackupItemOperations, """[{"status":{"created":"2026-13-01T00:00:00Z"}}]""")]
    [InlineData(ArtifactKind.BackupItemOperations, "[] []")]
    [InlineData(ArtifactKind.BackupItemOperations, "[{")]
    public void A_document_of_another_shape_is_unreadable_as_a_whole(ArtifactKind kind, string document)
    {
        var evidence = Read(kind, document);
        State(evidence, kind).ShouldBe(ArtifactState.Unreadable);
        evidence.Problems.ShouldHaveSingleItem();
        (evidence.Results.Count, evidence.ResourceList.Items.Count, evidence.Volumes.Count, evidence.ItemOperations.Count).ShouldBe((0, 0, 0, 0));
    }

    [Theory]
    [InlineData(ArtifactKind.BackupResults, "{}")]
    [InlineData(ArtifactKind.BackupResourceList, """{"v1/Pod":null}""")]
    [InlineData(ArtifactKind.BackupVolumeInfos, "null")]
    [InlineData(ArtifactKind.BackupVolumeInfos, """[{"future":{"x":[1]}}]""")]
    [InlineData(ArtifactKind.BackupItemOperations, "[{}]")]
    public void What_is_absent_or_new_is_tolerated(ArtifactKind kind, string document) => State(Read(kind, document), kind).ShouldBe(ArtifactState.Complete);

    [Fact]
    public void More_tokens_than_are_read_are_refused()
    {
        var evidence = Read(ArtifactKind.BackupVolumeInfos, $"[{string.Join(',', Enumerable.Range(0, 2_500_001).Select(i => i % 10))}]");
        evidence.VolumeInfoState.ShouldBe(ArtifactState.Unreadable);
        evidence.Problems.ShouldBe(["The volume information is larger than is read."]);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", true)]
    [InlineData("2026-01-02T03:04:05.123456789Z", true)]
    [InlineData("2026-01-02T03:04:05-07:30", true)]
    [InlineData("0001-01-01T00:00:00Z", true)]
    [InlineData("0001-01-01T00:00:00+01:00", false)]
    [InlineData("9999-12-31T23:59:59.9999999-01:00", false)]
    [InlineData("2024-02-29T00:00:00Z", true)]
    [InlineData("2026-02-29T00:00:00Z", false)]
    [InlineData("2026-01-02T24:00:00Z", false)]
    [InlineData("2026-01-02 03:04:05Z", false)]
    [InlineData("2026-01-02T03:04:05", false)]
    [InlineData("2026-01-02T03:04:05.Z", false)]
    [InlineData("2026-01-02T03:04:05+0100", false)]
    [InlineData("2026-01-02T03:04:0xZ", false)]
    public void Times_are_RFC_3339(string text, bool isTime)
    {
        var read = Rfc3339.Parse(text);
        (read is not null).ShouldBe(isTime);
        if (isTime)
        {
            read.ShouldBe(DateTimeOffset.Parse(text.Length > 29 ? text[..27] + "Z" : text, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static BackupEvidence Read(ArtifactKind kind, string document) => EvidenceReader.Read(new Dictionary<ArtifactKind, ArtifactContent> { [kind] = Of(document) });

    private static ArtifactContent Of(string document) => ArtifactContent.Of(Encoding.UTF8.GetBytes(document));

    private static ArtifactState State(BackupEvidence evidence, ArtifactKind kind) => kind switch
    {
        ArtifactKind.BackupResults => evidence.ResultsState,
        ArtifactKind.BackupResourceList => evidence.ResourceListState,
        ArtifactKind.BackupVolumeInfos => evidence.VolumeInfoState,
        _ => evidence.ItemOperationsState,
    };
}
