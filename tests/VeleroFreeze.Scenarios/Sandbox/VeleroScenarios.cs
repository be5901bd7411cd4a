using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Scenarios.Sandbox;

public sealed class Velero114Scenarios(Velero114Cluster cluster) : VeleroScenarios(cluster), IClassFixture<Velero114Cluster>;

public sealed class Velero118Scenarios(Velero118Cluster cluster) : VeleroScenarios(cluster), IClassFixture<Velero118Cluster>;

/// <summary>Backups as somebody sees them who has kubectl and a browser for URLs, held against what really happened in the guests.</summary>
public abstract class VeleroScenarios(VeleroCluster cluster)
{
    // Timestamps are whole seconds.
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_healthy_vm_is_frozen_while_both_its_disks_are_snapshotted()
    {
        await cluster.StartVmAsync("healthy", claims: ["root", "data"]);
        var backup = await cluster.BackUpAsync("healthy");
        backup.TextAt("status", "phase").ShouldBe("Completed");
        backup["status"]!["hookStatus"]!.ToJsonString().ShouldBe("""{"hooksAttempted":2}""");
        backup["status"].NumberAt("csiVolumeSnapshotsCompleted").ShouldBe(2);

        var log = (await cluster.DownloadAsync("BackupLog", "healthy")).Text;
        log.ShouldContain("msg=\"running exec hook\" backup=velero/healthy hookCommand=\"[/usr/bin/virt-freezer --freeze --name db --namespace healthy]\"");
        log.ShouldContain("Operation completed successfully");
        var freeze = cluster.Freezes("healthy").ShouldHaveSingleItem();
        var volumes = JsonNode.Parse((await cluster.DownloadAsync("BackupVolumeInfos", "healthy")).Text)!.AsArray();
        volumes.Select(volume => volume.TextAt("pvcName")).ShouldBe(["root", "data"], ignoreOrder: true);
        volumes.ShouldAllBe(volume => IsWithin(freeze, Time(volume, "startTimestamp")));
        (await cluster.KubectlAsync("get volumesnapshotcontents -l velero.io/backup-name=healthy -o name")).Split('\n').Length.ShouldBe(2);
        (await cluster.KubectlAsync("get volumesnapshots -n healthy -o name")).ShouldBeEmpty();
        (await cluster.KubectlAsync("get backups -n velero")).ShouldContain("healthy");
    }

    [Fact]
    public async Task All_hooks_of_a_vm_without_agent_succeed_and_nothing_is_frozen()
    {
        await cluster.StartVmAsync("agentless", guest: "no-agent");
        var backup = await cluster.BackUpAsync("agentless");
        backup.TextAt("status", "phase").ShouldBe("Completed");
        backup["status"]!["hookStatus"]!.ToJsonString().ShouldBe("""{"hooksAttempted":2}""");
        cluster.Freezes("agentless").ShouldBeEmpty();
        (await cluster.DownloadAsync("BackupLog", "agentless")).Text.ShouldContain("No guest agent, exiting");
    }

    [Fact]
    public async Task A_guest_that_refuses_to_freeze_fails_one_hook()
    {
        await cluster.StartVmAsync("refusing", guest: "freeze-disabled");
        var backup = await cluster.BackUpAsync("refusing");
        backup.TextAt("status", "phase").ShouldBe("PartiallyFailed");
        backup["status"]!["hookStatus"]!.ToJsonString().ShouldBe("""{"hooksAttempted":2,"hooksFailed":1}""");
        var results = (await cluster.DownloadAsync("BackupResults", "refusing")).Text;
        results.ShouldContain("message: /Error executing hook error: /command terminated with exit code 1");
        JsonNode.Parse(results).ArrayAt(BucketOfHooks).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_stopped_vm_has_no_hooks_and_its_disk_is_in_the_backup()
    {
        await cluster.StartVmAsync("stopped", run: "Halted");
        await cluster.KubectlAsync("wait pvc/root -n stopped --for=jsonpath='{.status.phase}'=Bound --timeout=30s");
        var backup = await cluster.BackUpAsync("stopped");
        backup.TextAt("status", "phase").ShouldBe("Completed");
        backup["status"]!["hookStatus"]!.ToJsonString().ShouldBe("{}");
        var resources = JsonNode.Parse((await cluster.DownloadAsync("BackupResourceList", "stopped")).Text);
        resources.ArrayAt("v1/Pod").ShouldBeNull();
        resources.ArrayAt("v1/PersistentVolumeClaim").Texts().ShouldBe(["stopped/root"]);
        resources.ArrayAt("kubevirt.io/v1/VirtualMachine").Texts().ShouldBe(["stopped/db"]);
    }

    [Fact]
    public async Task A_label_on_the_vm_alone_brings_its_pod_in_and_since_1_15_without_its_hooks()
    {
        await cluster.StartVmAsync("labelled");
        var backup = await cluster.BackUpAsync("labelled", "labelSelector: {matchLabels: {app: db}}");
        backup.TextAt("status", "phase").ShouldBe("Completed");
        backup["status"].NumberAt("csiVolumeSnapshotsCompleted").ShouldBe(1);
        var isFrozen = !cluster.Version.HasItemBlocks;
        cluster.Freezes("labelled").Count.ShouldBe(isFrozen ? 1 : 0);
        backup["status"].NumberAt("hookStatus", "hooksAttempted").ShouldBe(isFrozen ? 2 : null);
    }

    [Fact]
    public async Task Data_is_moved_after_the_thaw_from_a_snapshot_of_the_frozen_disk()
    {
        await cluster.StartVmAsync("moved");
        var backup = await cluster.BackUpAsync("moved", "snapshotMoveData: true");
        backup.TextAt("status", "phase").ShouldBe("Completed");
        var upload = (await cluster.GetAsync("datauploads -n velero -l velero.io/backup-name=moved")).ArrayAt("items").Objects().Single();
        upload.TextAt("status", "phase").ShouldBe("Completed");
        upload.TextAt("spec", "sourcePVC").ShouldBe("root");
        var freeze = cluster.Freezes("moved").ShouldHaveSingleItem();
        Time(upload["status"], "completionTimestamp").ShouldBeGreaterThan(freeze.Until - Second);
        var volume = JsonNode.Parse((await cluster.DownloadAsync("BackupVolumeInfos", "moved")).Text)!.AsArray().ShouldHaveSingleItem();
        volume.BoolAt("snapshotDataMoved").ShouldBe(true);
    }

    [Fact]
    public async Task Files_are_copied_before_the_thaw_since_1_15_1()
    {
        await cluster.StartVmAsync("copied");
        var backup = await cluster.BackUpAsync("copied", "defaultVolumesToFsBackup: true");
        backup.TextAt("status", "phase").ShouldBe("Completed");
        var copy = (await cluster.GetAsync("podvolumebackups -n velero -l velero.io/backup-name=copied")).ArrayAt("items").Objects().Single();
        copy.TextAt("status", "phase").ShouldBe("Completed");
        var thaw = cluster.Freezes("copied").ShouldHaveSingleItem().Until;
        (Time(copy["status"], "completionTimestamp") <= thaw).ShouldBe(cluster.Version.PostHooksAwaitPodVolumes);
        (await cluster.KubectlAsync("get volumesnapshotcontents -l velero.io/backup-name=copied -o name")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("fails", "PartiallyFailed", 0)]
    [InlineData("skipped", "Completed", 0)]
    [InlineData("slow=20s", "Completed", 1)]
    public async Task A_disk_may_have_trouble_with_its_snapshot(string trouble, string phase, int snapshots)
    {
        var ns = $"disk-{trouble[..4]}";
        await cluster.StartVmAsync(ns, claimAnnotation: trouble);
        var backup = await cluster.BackUpAsync(ns, "csiSnapshotTimeout: 40s");
        backup.TextAt("status", "phase").ShouldBe(phase);
        (backup["status"].NumberAt("csiVolumeSnapshotsCompleted") ?? 0).ShouldBe(snapshots);
        var (from, until) = cluster.Freezes(ns).ShouldHaveSingleItem();
        (until - from > TimeSpan.FromSeconds(20)).ShouldBe(trouble != "skipped");
        var volumes = JsonNode.Parse((await cluster.DownloadAsync("BackupVolumeInfos", ns)).Text)!.AsArray();
        volumes.Count(volume => volume.ObjectAt("csiSnapshotInfo") is not null).ShouldBe(snapshots);
    }

    [Fact]
    public async Task The_same_files_are_there_in_process_and_the_tarball_holds_the_vm()
    {
        await cluster.StartVmAsync("files", run: "Halted");
        await cluster.BackUpAsync("files");
        var files = cluster.Host.Velero!.Artifacts("files");
        files.Keys.ShouldContain("velero-backup.json");
        files.Keys.Contains("files-csi-volumesnapshots.json.gz").ShouldBe(cluster.Version.UploadsSnapshotLists);
        files["files-logs.gz"].ShouldBe((await cluster.DownloadAsync("BackupLog", "files")).Content);
        var tarball = await cluster.DownloadAsync("BackupContents", "files");
        tarball.Text.ShouldContain("resources/virtualmachines.kubevirt.io/namespaces/files/db.json");
    }

    [Fact]
    public async Task Backups_run_one_after_the_other()
    {
        string[] names = ["first", "second", "third"];
        var backups = names.Select(name => $$"""
            {"apiVersion": "velero.io/v1", "kind": "Backup", "metadata": {"name": "{{name}}", "namespace": "velero"}, "spec": {"includedNamespaces": ["default"]} }
            """);
        await cluster.KubectlAsync("create -f -", string.Join('\n', backups));
        foreach (var name in names)
        {
            await cluster.KubectlAsync($"wait backup/{name} -n velero --for=jsonpath='{{.status.phase}}'=Completed --timeout=30s");
        }

        var run = (await cluster.GetAsync($"backup {string.Join(' ', names)} -n velero")).ArrayAt("items").Objects().Select(backup => backup["status"]).ToList();
        Time(run[1], "startTimestamp").ShouldBeGreaterThanOrEqualTo(Time(run[0], "completionTimestamp"));
        Time(run[2], "startTimestamp").ShouldBeGreaterThanOrEqualTo(Time(run[1], "completionTimestamp"));
    }

    private string[] BucketOfHooks => cluster.Version.HookLinesNameThePod ? ["errors", "namespaces", "refusing"] : ["errors", "velero"];

    private static DateTimeOffset Time(JsonNode? node, string member) => VeleroServer.Instant(node.TextAt(member)!);

    private static bool IsWithin((DateTimeOffset From, DateTimeOffset Until) span, DateTimeOffset time) => time > span.From - Second && time <= span.Until;
}
