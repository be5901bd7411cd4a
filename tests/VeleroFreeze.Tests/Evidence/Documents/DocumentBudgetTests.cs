using System.Text;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;

namespace VeleroFreeze.Tests.Evidence.Documents;

/// <summary>What the documents of one backup may hold together: more than any backup has, and less than the verifier's memory.</summary>
public sealed class DocumentBudgetTests
{
    private const int Volumes = 20_000;

    [Theory]
    [InlineData(ArtifactKind.BackupVolumeInfos, "[", "{}", "]")]
    [InlineData(ArtifactKind.BackupItemOperations, "[", "{}", "]")]
    [InlineData(ArtifactKind.BackupResults, """{"warnings":{"velero":[""", "\"\"", "]}}")]
    public void A_small_file_with_millions_of_empty_entries_is_larger_than_is_read(ArtifactKind kind, string head, string entry, string tail)
    {
        var content = new Dictionary<ArtifactKind, ArtifactContent> { [kind] = Of(head + string.Join(',', Enumerable.Repeat(entry, 1_400_000)) + tail) };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var evidence = EvidenceReader.Read(content);
        evidence.Problems.ShouldHaveSingleItem().ShouldEndWith(" is larger than is read.");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(32 << 20);
    }

    [Fact]
    public void A_list_of_kinds_is_as_long_as_kinds_are_many()
    {
        State(9_999).ShouldBe(ArtifactState.Complete);
        State(10_001).ShouldBe(ArtifactState.Unreadable);

        static ArtifactState State(int kinds) => Read((ArtifactKind.BackupResourceList, $"{{{string.Join(',', Enumerable.Range(0, kinds).Select(i => $"\"v{i}/Pod\":null"))}}}")).ResourceListState;
    }

    [Fact]
    public void Documents_share_what_may_be_held_and_a_small_one_finds_room_after_one_that_did_not()
    {
        var large = $"[{string.Join(',', Enumerable.Repeat("{}", 350_000))}]";
        var evidence = Read((ArtifactKind.BackupVolumeInfos, large), (ArtifactKind.BackupItemOperations, large), (ArtifactKind.CSIBackupVolumeSnapshots, "[{}]"));
        (evidence.VolumeInfoState, evidence.ItemOperationsState, evidence.Snapshots.Count).ShouldBe((ArtifactState.Complete, ArtifactState.Unreadable, 1));
    }

    [Fact]
    public void Twenty_thousand_volumes_of_ten_thousand_VMs_are_read()
    {
        var evidence = Read(
            (ArtifactKind.BackupVolumeInfos, List(i => $$"""
                {"pvcName":"data-of-vm-{{i}}","pvcNamespace":"department-{{i % 100}}","pvName":"pvc-0a1b2c3d-4e5f-6789-abcd-{{i:x12}}","backupMethod":"CSISnapshot","snapshotDataMoved":false,"preserveLocalSnapshot":true,
                "skipped":false,"startTimestamp":"2026-01-02T03:04:05Z","completionTimestamp":"2026-01-02T03:04:35Z","result":"succeeded","csiSnapshotInfo":{"snapshotHandle":"0001-0009-rook-ceph-{{i:x32}}",
                "size":10737418240,"driver":"rook-ceph.rbd.csi.ceph.com","vscName":"snapcontent-0a1b2c3d-4e5f-6789-abcd-{{i:x12}}","operationID":"department-{{i % 100}}/velero-data-of-vm-{{i}}-x7k2p/2026-01-02T03:04:05Z","readyToUse":true},
                "pvInfo":{"reclaimPolicy":"Delete","labels":{"app":"database","tier":"gold"} } }
                """)),
            (ArtifactKind.BackupItemOperations, List(i => $$"""
                {"spec":{"backupName":"nightly","backupUID":"0a1b2c3d-4e5f-6789-abcd-0123456789ab","backupItemAction":"velero.io/csi-volumesnapshot-backupper","operationID":"department-{{i % 100}}/velero-data-of-vm-{{i}}-x7k2p/2026-01-02T03:04:05Z",
                "resourceIdentifier":{"Group":"snapshot.storage.k8s.io","Resource":"volumesnapshots","Namespace":"department-{{i % 100}}","Name":"velero-data-of-vm-{{i}}-x7k2p"},
                "postOperationItems":[{"Group":"snapshot.storage.k8s.io","Resource":"volumesnapshotcontents","Namespace":"","Name":"snapcontent-{{i:x32}}"}]},
                "status":{"phase":"Completed","created":"2026-01-02T03:04:05Z","started":"2026-01-02T03:04:05Z","updated":"2026-01-02T03:04:45Z"} }
                """)),
            (ArtifactKind.BackupResourceList, $"{{\"v1/Pod\":[{string.Join(',', Enumerable.Range(0, 6 * Volumes).Select(i => $"\"department-{i % 100}/some-object-of-vm-{i}-x7k2p\""))}]}}"));
        evidence.Problems.ShouldBeEmpty();
        (evidence.Volumes.Count, evidence.ItemOperations.Count, evidence.ResourceList.Of("", "Pod").Count).ShouldBe((Volumes, Volumes, 6 * Volumes));
    }

    [Fact]
    public void What_is_consumed_is_let_go()
    {
        var artifacts = new Dictionary<ArtifactKind, ArtifactContent> { [ArtifactKind.BackupVolumeInfos] = Of("[{}]"), [ArtifactKind.BackupLog] = Of("x") };
        EvidenceReader.Consume(artifacts).Volumes.Count.ShouldBe(1);
        artifacts.ShouldBeEmpty();
    }

    private static string List(Func<int, string> entry) => $"[{string.Join(',', Enumerable.Range(0, Volumes).Select(entry))}]";

    private static BackupEvidence Read(params (ArtifactKind Kind, string Document)[] documents) =>
        EvidenceReader.Read(documents.ToDictionary(document => document.Kind, document => Of(document.Document)));

    private static ArtifactContent Of(string text) => ArtifactContent.Of(Encoding.UTF8.GetBytes(text));
}
