using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Artifacts;
using VeleroFreeze.Sandbox.Velero.Hooks;
using VeleroFreeze.Sandbox.Velero.Runs;

namespace VeleroFreeze.Tests.Sandbox.Velero;

public class BackupRunTests
{
    private static readonly (string, string) FailOnError = ("pre.hook.backup.velero.io/on-error", "Fail");

    public static TheoryData<string> Versions => ["1.14", "1.18"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_disks_are_snapshotted_between_freeze_and_thaw(string version)
    {
        var run = await RunAsync(version, new TestCluster(), TestObjects.Vm("db", ["root", "data"]));
        run.Cluster.Events.Select(Short).ShouldBe(["freeze db", "snapshot root", "snapshot data", "unfreeze db", "delete snapshot", "delete snapshot"]);
        run.Phase.ShouldBe("Completed");
        run.Status["hookStatus"]!.ToJsonString().ShouldBe("""{"hooksAttempted":2}""");
    }

    [Theory]
    [InlineData("1.14", "freeze a, snapshot shared, unfreeze a, freeze b, unfreeze b")]
    [InlineData("1.18", "freeze a, freeze b, snapshot shared, unfreeze a, unfreeze b")]
    public async Task Pods_that_share_a_claim_are_one_block_since_1_15(string version, string events)
    {
        var objects = new[] { TestObjects.Launcher("a", ["shared"]), TestObjects.Launcher("b", ["shared"]) }.Concat(TestObjects.Disk("shared"));
        var run = await RunAsync(version, new TestCluster(), objects);
        string.Join(", ", run.Cluster.Events.Select(Short).SkipLast(1)).ShouldBe(events);
    }

    [Theory]
    [InlineData("{}", "freeze a, snapshot a-root, unfreeze a, freeze b, snapshot b-root, unfreeze b")]
    [InlineData("""{"orderedResources":{"pods":"shop/virt-launcher-b,shop/virt-launcher-a"}}""", "freeze b, freeze a, snapshot b-root, snapshot a-root, unfreeze b, unfreeze a")]
    public async Task Ordered_pods_share_a_block(string spec, string events)
    {
        var run = await RunAsync("1.18", new TestCluster(), TestObjects.Vm("a").Concat(TestObjects.Vm("b")), TestObjects.Backup(spec));
        string.Join(", ", run.Cluster.Events.Select(Short).SkipLast(2)).ShouldBe(events);
    }

    [Theory]
    [InlineData("1.14", "Error backing up item")]
    [InlineData("1.18", "Error running pre hooks for pod")]
    public async Task A_pre_hook_that_fails_with_Fail_loses_the_pod_but_not_its_disks(string version, string message)
    {
        var run = await RunAsync(version, Failing("--freeze"), TestObjects.Vm("db", annotations: FailOnError));
        run.Cluster.Events.Select(Short).ShouldBe(["freeze db", "snapshot db-root", "delete snapshot"]);
        run.Phase.ShouldBe("PartiallyFailed");
        run.Status["errors"]!.GetValue<int>().ShouldBe(2);
        run.Status["hookStatus"]!.ToJsonString().ShouldBe("""{"hooksAttempted":1,"hooksFailed":1}""");
        run.Json("-resource-list.json.gz")["v1/Pod"]!.ToJsonString().ShouldBe("""["shop/virt-launcher-db"]""");
        Tarball(run).ShouldNotContain("resources/pods/namespaces/shop/virt-launcher-db.json");
        Tarball(run).ShouldContain("resources/persistentvolumeclaims/namespaces/shop/db-root.json");
        var errors = run.Json("-results.gz")["errors"]!;
        var lost = $" name: /virt-launcher-db message: /{message} error: /command terminated with exit code 1";
        errors["velero"]!.AsArray().Select(text => (string?)text).ShouldContain(lost);
        if (version == "1.14")
        {
            errors["namespaces"]!["shop"]![0]!.GetValue<string>()
                .ShouldBe(" resource: /pods name: /virt-launcher-db message: /Error executing hook error: /command terminated with exit code 1");
        }
        else
        {
            errors["namespaces"].ShouldBeNull();
            errors["velero"]![0]!.GetValue<string>().ShouldBe(" message: /Error executing hook error: /command terminated with exit code 1");
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_pre_hook_that_fails_without_on_error_changes_only_the_phase(string version)
    {
        var run = await RunAsync(version, Failing("--freeze"), TestObjects.Vm("db"));
        run.Cluster.Events.Select(Short).ShouldBe(["freeze db", "snapshot db-root", "unfreeze db", "delete snapshot"]);
        run.Phase.ShouldBe("PartiallyFailed");
        run.Status["hookStatus"]!.ToJsonString().ShouldBe("""{"hooksAttempted":2,"hooksFailed":1}""");
        Tarball(run).ShouldContain("resources/pods/namespaces/shop/virt-launcher-db.json");
    }

    [Theory]
    [InlineData("1.14", "freeze db, start PodVolumeBackup db-root, unfreeze db", 0)]
    [InlineData("1.18", "freeze db, start PodVolumeBackup db-root, unfreeze db", 10)]
    public async Task Post_hooks_wait_for_file_copies_except_in_1_14(string version, string events, int frozen)
    {
        DateTimeOffset thawed = default;
        TestCluster? cluster = null;
        cluster = new TestCluster { Exec = request => { thawed = cluster!.Now; return (new ExecOutcome.Exited(0, "", ""), 0); } };
        var start = cluster.Now;
        var run = await RunAsync(version, cluster, TestObjects.Vm("db"), TestObjects.Backup("""{"defaultVolumesToFsBackup":true}"""));
        string.Join(", ", run.Cluster.Events.Select(Short)).ShouldBe(events);
        (thawed - start).TotalSeconds.ShouldBe(frozen);
        run.Messages.ShouldContain("pod shop/virt-launcher-db has volumes to backup: [vol-db-root]");
        run.Messages.Count(message => message == "Waiting for completion of PVB").ShouldBe(1);
        var info = run.Json("-volumeinfo.json.gz")[0]!;
        info["backupMethod"]!.GetValue<string>().ShouldBe("PodVolumeBackup");
        (info["pvbInfo"]!["Phase"] is not null).ShouldBe(version == "1.18");
    }

    [Fact]
    public async Task File_copies_that_do_not_end_in_time_leave_the_guest_frozen()
    {
        var backup = TestObjects.Backup("""{"defaultVolumesToFsBackup":true}""", """{"velero.io/pod-volume-timeout":"20s"}""");
        var run = await RunAsync("1.18", new TestCluster { Transfer = 30 }, TestObjects.Vm("db"), backup);
        run.Cluster.Events.Select(Short).ShouldNotContain("unfreeze db");
        run.Messages.ShouldContain("failed to wait PVBs processed for the ItemBlock");
        run.Phase.ShouldBe("PartiallyFailed");
    }

    [Theory]
    [InlineData("Succeeded", null, "Skip pod volume vol-db-root")]
    [InlineData("Running", "Block", "volume vol-db-root declared in pod shop/virt-launcher-db is a block volume. Block volumes are not supported for fs backup, skipping")]
    public async Task Some_volumes_are_never_copied(string phase, string? mode, string warning)
    {
        var objects = TestObjects.Vm("db").ToList();
        objects[0]["status"]!["phase"] = phase;
        objects[1]["spec"]!["volumeMode"] = mode;
        var run = await RunAsync("1.18", new TestCluster(), objects, TestObjects.Backup("""{"defaultVolumesToFsBackup":true}"""));
        run.Messages.ShouldContain(warning);
        run.Status["warnings"]!.GetValue<int>().ShouldBe(1);
        run.Phase.ShouldBe("Completed");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_handle_is_looked_for_at_once_and_then_every_five_seconds(string version)
    {
        var cluster = new TestCluster { Handle = 11 };
        var start = cluster.Now;
        var thawed = start;
        cluster = new TestCluster { Handle = 11, Exec = request => { thawed = cluster.Now; return (new ExecOutcome.Exited(0, "", ""), 0); } };
        var run = await RunAsync(version, cluster, TestObjects.Vm("db"));
        (thawed - start).TotalSeconds.ShouldBe(15);
        run.Messages.Where(message => message.StartsWith("Waiting", StringComparison.Ordinal)).ShouldBe([
            "Waiting for CSI driver to reconcile volumesnapshot shop/velero-db-root-x0001. Retrying in 5s",
            "Waiting for CSI driver to reconcile volumesnapshot shop/velero-db-root-x0001. Retrying in 5s",
            "Waiting for VolumeSnapshotContents snapcontent-velero-db-root-x0001 to have snapshot handle. Retrying in 5s",
        ]);
        var waits = run.Messages.FindIndex(message => message.StartsWith("Waiting", StringComparison.Ordinal));
        var returns = run.Messages.FindIndex(message => message.StartsWith("Returning from PVCBackupItemAction with 1", StringComparison.Ordinal));
        (waits < returns).ShouldBe(version == "1.18");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_snapshot_without_a_handle_in_time_is_deleted_and_the_claim_lost(string version)
    {
        var cluster = new TestCluster { Handle = 1000, SnapshotError = "boom" };
        var run = await RunAsync(version, cluster, TestObjects.Vm("db"), TestObjects.Backup("""{"csiSnapshotTimeout":"12s"}"""));
        run.Cluster.Events.Select(Short).ShouldBe(["freeze db", "snapshot db-root", "delete snapshot", "unfreeze db"]);
        run.Messages.ShouldContain("Timed out awaiting reconciliation of volumesnapshot shop/velero-db-root-x0001");
        run.Messages.Contains("Failed to wait for VolumeSnapshot shop/velero-db-root-x0001 to become ReadyToUse within timeout 12s").ShouldBe(version == "1.18");
        run.Phase.ShouldBe("PartiallyFailed");
        run.Json("-volumeinfo.json.gz").AsArray().ShouldHaveSingleItem()!["skipped"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("1.14", "InProgress InProgress WaitingForPluginOperations Finalizing Completed")]
    [InlineData("1.18", "Queued ReadyToStart InProgress InProgress WaitingForPluginOperations Finalizing Completed")]
    public async Task Phases_come_in_order_and_the_count_of_hooks_while_still_in_progress(string version, string phases)
    {
        var run = await RunAsync(version, new TestCluster(), TestObjects.Vm("db"));
        string.Join(' ', run.Phases).ShouldBe(phases);
        var counted = run.Cluster.Reports.First(report => report.Status["hookStatus"] is not null);
        counted.Phase.ShouldBe("InProgress");
        var files = run.Cluster.Reports.SelectMany(report => report.Uploads).Where(file => file.Name == "velero-backup.json").Select(file => JsonNode.Parse(file.Content)!).ToList();
        files[0]["status"]!["hookStatus"].ShouldBeNull();
        files[^1]["status"]!["hookStatus"]!["hooksAttempted"]!.GetValue<int>().ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Moved_data_says_unknown_where_the_snapshot_was(string version)
    {
        var run = await RunAsync(version, new TestCluster(), TestObjects.Vm("db"), TestObjects.Backup("""{"snapshotMoveData":true}"""));
        run.Messages.ShouldContain("DataUpload is submitted successfully.");
        run.Log.ShouldContain(line => line.Contains(" Operation ID=du-b-uid.uid-db-root Source PVC=shop/db-root VolumeSnapshot=shop/velero-db-root-x0001 "));
        var info = run.Json("-volumeinfo.json.gz")[0]!;
        info["snapshotDataMoved"]!.GetValue<bool>().ShouldBeTrue();
        info["startTimestamp"].ShouldBeNull("the upload had not begun when the list was made");
        info["completionTimestamp"]!.GetValue<string>().ShouldBe("2026-01-02T03:04:12Z");
        info["csiSnapshotInfo"]!["snapshotHandle"]!.GetValue<string>().ShouldBe("unknown");
        info["csiSnapshotInfo"]!["ReadyToUse"].ShouldBeNull();
        (info["snapshotDataMovementInfo"]!["Phase"] is not null).ShouldBe(version == "1.18");
        run.Json("-itemoperations.json.gz")[0]!["spec"]!["operationID"]!.GetValue<string>().ShouldBe("du-b-uid.uid-db-root");
    }

    [Theory]
    [InlineData("1.18", "", "velero")]
    [InlineData("1.19", "", "velero-fs")]
    [InlineData("1.19", "velero", "velero-fs")]
    [InlineData("1.19", "velero-block", "velero-block")]
    public async Task Since_1_19_the_data_mover_has_a_name_of_its_own(string version, string asked, string named)
    {
        var backup = TestObjects.Backup($$"""{"snapshotMoveData":true,"datamover":"{{asked}}"}""");
        var run = await RunAsync(version, new TestCluster(), TestObjects.Vm("db"), backup);
        run.Json("-volumeinfo.json.gz")[0]!["snapshotDataMovementInfo"]!["dataMover"]!.GetValue<string>().ShouldBe(named);
    }

    [Theory]
    [InlineData("1.18", false)]
    [InlineData("1.19", true)]
    public async Task A_policy_that_chooses_by_name_leaves_a_claim_out_with_a_line_of_its_own(string version, bool excludes)
    {
        var objects = TestObjects.Vm("db").ToList();
        objects.Single(json => json["kind"]!.GetValue<string>() == "PersistentVolumeClaim")["metadata"]!["annotations"] =
            new JsonObject { ["sandbox.velerofreeze.io/snapshot"] = "filtered" };
        var run = await RunAsync(version, new TestCluster(), objects);
        run.Messages.Contains("Excluding item: name does not match resource filter for kind persistentvolumeclaims").ShouldBe(excludes);
        run.Messages.Exists(message => message.StartsWith("Created VolumeSnapshot", StringComparison.Ordinal)).ShouldBe(!excludes);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_first_and_the_last_line_are_Velero_s(string version)
    {
        var run = await RunAsync(version, new TestCluster(), TestObjects.Vm("db"));
        run.Messages[0].ShouldBe("Setting up backup temp file");
        run.Messages[^1].ShouldMatch("^Backed up a total of [0-9]+ items$");
    }

    [Theory]
    [InlineData("1.14", null, false)]
    [InlineData("1.18", "succeeded", true)]
    public async Task Volume_information_of_a_snapshot_has_the_time_of_its_data(string version, string? result, bool ready)
    {
        var run = await RunAsync(version, new TestCluster(), TestObjects.Vm("db"));
        var info = run.Json("-volumeinfo.json.gz")[0]!;
        info["backupMethod"]!.GetValue<string>().ShouldBe("CSISnapshot");
        info["startTimestamp"]!.GetValue<string>().ShouldBe("2026-01-02T03:04:06Z");
        info["completionTimestamp"]!.GetValue<string>().ShouldBe("2026-01-02T03:04:25Z");
        ((string?)info["result"]).ShouldBe(result);
        info["csiSnapshotInfo"]!.AsObject().ContainsKey("ReadyToUse").ShouldBe(ready);
        info["csiSnapshotInfo"]!["operationID"]!.GetValue<string>().ShouldBe("shop/velero-db-root-x0001/2026-01-02T03:04:05Z");
    }

    [Fact]
    public async Task A_volume_that_is_no_item_has_no_information()
    {
        var objects = TestObjects.Vm("db", driver: "").ToList();
        var run = await RunAsync("1.18", new TestCluster(), objects);
        run.Messages.ShouldContain("Skipping PVC shop/db-root, associated PV pv-db-root is not a CSI volume");
        run.Json("-volumeinfo.json.gz")[0]!["skippedReason"]!.GetValue<string>().ShouldBe("volumeSnapshot: no applicable volumesnapshotter found;");
        run = await RunAsync("1.18", new TestCluster(), objects.Where(json => json["kind"]!.GetValue<string>() != "PersistentVolume"));
        run.Json("-volumeinfo.json.gz").AsArray().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_pod_that_is_being_deleted_gets_no_hooks(string version)
    {
        var objects = TestObjects.Vm("db").ToList();
        objects[0]["metadata"]!["deletionTimestamp"] = "2026-01-02T03:04:00Z";
        var run = await RunAsync(version, new TestCluster(), objects);
        run.Cluster.Events.ShouldNotContain(text => text.StartsWith("exec", StringComparison.Ordinal));
        run.Messages.ShouldContain("Skipping item because it's being deleted.");
        run.Status["hookStatus"]!.ToJsonString().ShouldBe("{}");
    }

    [Theory]
    [InlineData("1.14", true)]
    [InlineData("1.18", false)]
    public async Task Lists_of_snapshots_are_uploaded_up_to_1_16(string version, bool uploaded)
    {
        var run = await RunAsync(version, new TestCluster(), TestObjects.Vm("db"));
        run.Cluster.Reports.SelectMany(report => report.Uploads).Any(file => file.Name == ArtifactKinds.FileOf("CSIBackupVolumeSnapshots", "nightly")).ShouldBe(uploaded);
    }

    [Theory]
    [InlineData("BackupLog", "backups/nightly/nightly-logs.gz")]
    [InlineData("BackupContents", "backups/nightly/nightly.tar.gz")]
    [InlineData("BackupResults", "backups/nightly/nightly-results.gz")]
    [InlineData("BackupResourceList", "backups/nightly/nightly-resource-list.json.gz")]
    [InlineData("BackupVolumeInfos", "backups/nightly/nightly-volumeinfo.json.gz")]
    [InlineData("BackupVolumeSnapshots", "backups/nightly/nightly-volumesnapshots.json.gz")]
    [InlineData("BackupItemOperations", "backups/nightly/nightly-itemoperations.json.gz")]
    [InlineData("CSIBackupVolumeSnapshots", "backups/nightly/nightly-csi-volumesnapshots.json.gz")]
    [InlineData("CSIBackupVolumeSnapshotContents", "backups/nightly/nightly-csi-volumesnapshotcontents.json.gz")]
    [InlineData("RestoreLog", null)]
    public void Kinds_stand_for_files(string kind, string? path) => ArtifactKinds.PathOf(kind, "nightly").ShouldBe(path);

    [Theory]
    [InlineData("v1.18.1", "1.18")]
    [InlineData("1.14", "1.14")]
    [InlineData("1.1", null)]
    [InlineData("next", null)]
    public void Versions_are_rows(string text, string? row) => (VeleroVersion.Find(text)?.Name).ShouldBe(row);

    private static Task<FinishedRun> RunAsync(string version, TestCluster cluster, IEnumerable<JsonObject> objects, JsonObject? backup = null) =>
        cluster.RunAsync(new RunSettings(VeleroVersion.Find(version)!), backup ?? TestObjects.Backup(), objects);

    private static TestCluster Failing(string flag) => new()
    {
        Exec = request => (new ExecOutcome.Exited(request.Command.Contains(flag) ? 1 : 0, "", ""), 0),
    };

    private static string Short(string text) =>
        text.StartsWith("delete", StringComparison.Ordinal) ? "delete snapshot"
        : text.StartsWith("exec", StringComparison.Ordinal) ? $"{text.Split("--")[1].Trim()} {text.Split("--name ")[1].Split(' ')[0]}"
        : text;

    private static List<string> Tarball(FinishedRun run)
    {
        using var tar = new System.Formats.Tar.TarReader(new MemoryStream(FinishedRun.Unpack(run.Latest("nightly.tar.gz"))));
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }
}
