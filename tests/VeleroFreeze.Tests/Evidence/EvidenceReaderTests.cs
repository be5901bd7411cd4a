using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Tests.Sandbox.Velero;
using VeleroFreeze.Tests.Support;
using HookPhase = VeleroFreeze.Core.Evidence.HookPhase;

namespace VeleroFreeze.Tests.Evidence;

/// <summary>Whole backups of the sandbox's Velero, read from the files that it left behind.</summary>
public class EvidenceReaderTests
{
    private static readonly Dictionary<ArtifactKind, string> Files = new()
    {
        [ArtifactKind.BackupLog] = "-logs.gz",
        [ArtifactKind.BackupResults] = "-results.gz",
        [ArtifactKind.BackupResourceList] = "-resource-list.json.gz",
        [ArtifactKind.BackupVolumeInfos] = "-volumeinfo.json.gz",
        [ArtifactKind.BackupItemOperations] = "-itemoperations.json.gz",
        [ArtifactKind.PodVolumeBackups] = "-podvolumebackups.json.gz",
    };

    public static TheoryData<string> Golden => GoldenCases.Of("velero");

    [Theory]
    [InlineData("1.14", false, "SnapshotCreated SnapshotReady")]
    [InlineData("1.14", true, "SnapshotCreated SnapshotReady")]
    [InlineData("1.18", false, "SnapshotCreated ClaimCaptured SnapshotReady")]
    [InlineData("1.18", true, "SnapshotCreated ClaimCaptured SnapshotReady")]
    public async Task A_healthy_backup_reads_as_one(string version, bool json, string marks)
    {
        var cluster = new TestCluster { Handle = 8, Exec = _ => (new ExecOutcome.Exited(0, "", LogBuilder.Record(LogBuilder.Done)), 1) };
        var run = await cluster.RunAsync(new RunSettings(VeleroVersion.Find(version)!) { LogsJson = json }, TestObjects.Backup(), TestObjects.Vm("db"));
        var evidence = EvidenceReader.Read(Contents(run));
        evidence.Problems.ShouldBeEmpty();
        (evidence.Log.State, evidence.Log.HooksNamePods, evidence.Log.HooksInterleave, evidence.Log.UnreadableLines).ShouldBe((ArtifactState.Complete, version == "1.14", false, 0));
        evidence.Log.Hooks.Select(hook => (hook.Phase, hook.Outcome, hook.Freezer!.Outcome)).ShouldBe([
            (HookPhase.Pre, HookOutcome.Succeeded, FreezerOutcome.Done), (HookPhase.Post, HookOutcome.Succeeded, FreezerOutcome.Done)]);
        var placed = evidence.Log.Marks.Where(mark => mark.Kind is LogMarkKind.SnapshotCreated or LogMarkKind.SnapshotReady or LogMarkKind.ClaimCaptured).ToList();
        string.Join(' ', placed.Select(mark => mark.Kind)).ShouldBe(marks);
        placed.ShouldAllBe(mark => mark.Line > evidence.Log.Hooks[0].EndLine && mark.Line < evidence.Log.Hooks[1].StartLine);
        placed[^1].Name.ShouldBe("velero-db-root-x0001");
        evidence.ResourceList.Contains("kubevirt.io", "VirtualMachine", "shop", "db").ShouldBeTrue();
        var volume = evidence.Volumes.ShouldHaveSingleItem();
        (volume.Claim, volume.Method, volume.DataMoved, volume.Succeeded, volume.OperationId.StartsWith("shop/velero-db-root-x0001/", StringComparison.Ordinal))
            .ShouldBe(("db-root", "CSISnapshot", false, version == "1.14" ? null : true, true));
        var operation = evidence.ItemOperations.ShouldHaveSingleItem();
        (operation.Resource, operation.Namespace, operation.Name, operation.Phase).ShouldBe(("volumesnapshots.snapshot.storage.k8s.io", "shop", "velero-db-root-x0001", "Completed"));
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_recorded_backups_are_readable(string name)
    {
        var folder = GoldenCases.Folder("velero", name);
        var evidence = EvidenceReader.Read(new Dictionary<ArtifactKind, ArtifactContent>
        {
            [ArtifactKind.BackupLog] = Of(folder, "log.txt"),
            [ArtifactKind.BackupResults] = Of(folder, "results.json"),
            [ArtifactKind.BackupResourceList] = Of(folder, "resource-list.json"),
            [ArtifactKind.BackupVolumeInfos] = Of(folder, "volumeinfo.json"),
            [ArtifactKind.BackupItemOperations] = Of(folder, "itemoperations.json"),
        });
        evidence.Problems.ShouldBeEmpty();
        evidence.Log.UnreadableLines.ShouldBe(0);
        GoldenCases.ShouldMatch(Path.Combine(folder, "evidence.txt"), string.Concat(evidence.Log.Hooks.Select(Line)) + string.Concat(evidence.Log.Marks.Select(Line)));
        var logged = evidence.Log.Hooks.Count(hook => hook.Outcome is HookOutcome.Failed or HookOutcome.TimedOut);
        evidence.Results.Count(message => message.Text.Contains("Error executing hook", StringComparison.Ordinal)).ShouldBe(logged);
    }

    [Fact]
    public async Task Objects_come_out_of_the_tarball()
    {
        var run = await new TestCluster().RunAsync(new RunSettings(VeleroVersion.Find("1.18")!), TestObjects.Backup(), TestObjects.Vm("db"));
        var file = run.Latest("nightly.tar.gz");
        TarballReader.Read(ArtifactContent.Of(file)).Select(json => json.GetProperty("kind").GetString()).ShouldBe(["Pod", "PersistentVolumeClaim", "VirtualMachine"], ignoreOrder: true);
        TarballReader.Read(ArtifactContent.Of(file.AsMemory(0, file.Length - 1))).ShouldBeEmpty();
        TarballReader.Read(ArtifactContent.Missing()).ShouldBeEmpty();
        TarballReader.Read(ArtifactContent.Of(LogBuilder.Gzip([.. Enumerable.Repeat((byte)'x', 2048)]))).ShouldBeEmpty();
    }

    [Fact]
    public void Without_artifacts_all_is_missing_and_nothing_is_a_problem()
    {
        var evidence = EvidenceReader.Read(Enum.GetValues<ArtifactKind>().ToDictionary(kind => kind, _ => ArtifactContent.Missing()));
        EvidenceReader.Read(new Dictionary<ArtifactKind, ArtifactContent>()).Log.ShouldBe(evidence.Log);
        new[] { evidence.Log.State, evidence.ResultsState, evidence.ResourceListState, evidence.VolumeInfoState, evidence.ItemOperationsState }
            .ShouldAllBe(state => state == ArtifactState.Missing);
        evidence.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var seeds = Directory.GetFiles(GoldenCases.Folder("velero", ""), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        var random = new Random(7);
        for (var i = 0; i < PropertyCases.Count(1_000); i++)
        {
            var bytes = seeds[random.Next(seeds.Count)].ToArray();
            for (var flips = random.Next(6); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var content = ArtifactContent.Of(random.Next(2) == 0 ? LogBuilder.Gzip(bytes) : bytes[..random.Next(bytes.Length)]);
            var evidence = EvidenceReader.Read(Enum.GetValues<ArtifactKind>().ToDictionary(kind => kind, _ => content));
            evidence.Problems.ShouldAllBe(problem => problem.StartsWith("The ", StringComparison.Ordinal) && problem.EndsWith('.'));
            TarballReader.Read(content).ShouldBeEmpty();
        }
    }

    private static ArtifactContent Of(string folder, string file) => ArtifactContent.Of(LogBuilder.Gzip(File.ReadAllBytes(Path.Combine(folder, file))));

    private static string Line(HookExecution hook) =>
        $"{hook.StartLine}-{hook.EndLine} {hook.Phase} {hook.Command?.Name} {hook.Pod} {hook.Outcome} {hook.Freezer?.Outcome} {hook.Error}".TrimEnd() + "\n";

    private static string Line(LogMark mark) => $"{mark.Line} {mark.Kind} {mark.Namespace}/{mark.Name} {mark.Detail}".TrimEnd() + "\n";

    private static Dictionary<ArtifactKind, ArtifactContent> Contents(FinishedRun run) =>
        Files.ToDictionary(file => file.Key, file => ArtifactContent.Of(run.Latest(run.Name + file.Value)));
}
