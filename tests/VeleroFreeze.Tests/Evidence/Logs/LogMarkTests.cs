using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Tests.Evidence.Logs;

public class LogMarkTests
{
    public static TheoryData<string, LogMarkKind, string, string> Messages => new()
    {
        { "Starting PVCBackupItemAction", LogMarkKind.ClaimActionStarted, "", "" },
        { "Created VolumeSnapshot shop/velero-db-x7k2p", LogMarkKind.SnapshotCreated, "shop", "velero-db-x7k2p" },
        { "Created volumesnapshot shop/velero-db-x7k2p", LogMarkKind.SnapshotCreated, "shop", "velero-db-x7k2p" },
        { "Patching VolumeSnapshotContent snapcontent-1 with velero BackupNameLabel", LogMarkKind.SnapshotReady, "", "snapcontent-1" },
        { "Reusing existing VolumeSnapshot velero-db-x7k2p for PVC shop/db", LogMarkKind.SnapshotReused, "shop", "db" },
        { "Reusing existing VolumeSnapshot shop/velero-db-x7k2p for PVC db", LogMarkKind.SnapshotReused, "shop", "db" },
        { "VolumeSnapshotContent snapcontent-1 has error: no space", LogMarkKind.SnapshotFailed, "", "snapcontent-1" },
        { "Timed out awaiting reconciliation of volumesnapshot shop/velero-db-x7k2p", LogMarkKind.SnapshotFailed, "shop", "velero-db-x7k2p" },
        { "Failed to wait for VolumeSnapshot shop/velero-db-x7k2p to become ReadyToUse within timeout 10m0s", LogMarkKind.SnapshotFailed, "shop", "velero-db-x7k2p" },
        { "Skip executing Backup Item Action: velero.io/csi-pvc-backupper of resource persistentvolumeclaims: shop/db for the matched resource policies", LogMarkKind.VolumeSkipped, "shop", "db" },
        { "skip CSI snapshot for PVC shop/db as it's not a CSI compatible volume", LogMarkKind.VolumeSkipped, "shop", "db" },
        { "Skipping PVC shop/db, associated PV pv-1 is not a CSI volume", LogMarkKind.VolumeSkipped, "shop", "db" },
        { "volume disk0 declared in pod shop/virt-launcher-db is a block volume. Block volumes are not supported for fs backup, skipping", LogMarkKind.VolumeSkipped, "shop", "disk0" },
        { "Summary for skipped PVs: [{\"name\":\"pv-1\",\"reasons\":[{\"approach\":\"CSISnapshot\",\"reason\":\"not CSI\"}]}]", LogMarkKind.VolumeSkipped, "", "pv-1" },
        { "Additional Item persistentvolumeclaims shop/db not found in ItemBlock, getting from cluster", LogMarkKind.OutsideBlock, "shop", "db" },
        { "failed to wait PVBs processed for the ItemBlock", LogMarkKind.PostHooksSkipped, "", "" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Each_message_is_a_mark_in_both_formats(string message, LogMarkKind kind, string space, string name)
    {
        foreach (var json in new[] { false, true })
        {
            // A snapshot that failed is a mark of its claim as well.
            var mark = new LogBuilder(json).Line("Backing up item").Line(message).Read().Marks.Where(mark => mark.Kind != LogMarkKind.ClaimFailed).ShouldHaveSingleItem();
            (mark.Kind, mark.Line, mark.Namespace, mark.Name).ShouldBe((kind, 2, space, name));
            mark.At.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_with_more_around_it_is_none(string message, LogMarkKind kind, string space, string name)
    {
        new LogBuilder().Line("guest says: " + message).Read().Marks.ShouldBeEmpty($"{kind} {space}/{name}");
        if (kind is not LogMarkKind.SnapshotFailed && !message.EndsWith(']'))
        {
            new LogBuilder().Line(message + " \n").Read().Marks.ShouldBeEmpty($"{kind} {space}/{name}");
        }
    }

    [Theory]
    [InlineData("Created VolumeSnapshot shop/velero-db-x7k2p and more")]
    [InlineData("Created VolumeSnapshot shop/a/b")]
    [InlineData("Created VolumeSnapshot Shop/DB")]
    [InlineData("Created VolumeSnapshot shop/")]
    [InlineData("Skipping snapshot of persistent volume pv-1, because it's handled by CSI plugin.")]
    [InlineData("Summary for skipped PVs: [{]")]
    [InlineData("Summary for skipped PVs: []")]
    [InlineData("Additional Item secrets shop/db not found in ItemBlock, getting from cluster")]
    public void What_names_no_object_is_no_mark(string message) => new LogBuilder().Line(message).Read().Marks.ShouldBeEmpty();

    [Fact]
    public void A_submitted_upload_names_its_claim_in_a_field_whose_key_has_a_blank()
    {
        foreach (var json in new[] { false, true })
        {
            var mark = new LogBuilder(json).Line("DataUpload is submitted successfully.", ("Source PVC", "shop/db"), ("VolumeSnapshot", "shop/velero-db-x7k2p"), ("Operation ID", "du-1.2"))
                .Read().Marks.ShouldHaveSingleItem();
            mark.ShouldBe(new LogMark(LogMarkKind.DataUploadSubmitted, 1, mark.At, "shop", "db", "shop/velero-db-x7k2p"));
        }
    }

    [Fact]
    public void Items_are_named_by_fields_and_only_those_that_a_verdict_is_about()
    {
        (string, LogValue)[] Of(string resource) => [("name", "db"), ("namespace", "shop"), ("resource", resource)];
        var log = new LogBuilder()
            .Line("Skipping item because it's already been backed up.", Of("pods"))
            .Line("Skipping item because it's already been backed up.", Of("secrets"))
            .Line("Skipping item because it's being deleted.", Of("persistentvolumeclaims"))
            .Line("Excluding item because it has label velero.io/exclude-from-backup=true", Of("persistentvolumeclaims"))
            .Line(Severity.Warning, "Skip pod volume disk0", ("name", "virt-launcher-db"), ("namespace", "shop"), ("resource", "pods"))
            .Line("Snapshotting persistent volume", ("name", "pv-1"), ("namespace", ""), ("persistentVolume", "pv-1"), ("resource", "persistentvolumes"))
            .Read();
        log.UnreadableLines.ShouldBe(0);
        log.Marks.Select(mark => (mark.Kind, mark.Line, mark.Namespace, mark.Name)).ShouldBe([
            (LogMarkKind.AlreadyBackedUp, 1, "shop", "db"),
            (LogMarkKind.BeingDeleted, 3, "shop", "db"),
            (LogMarkKind.VolumeSkipped, 4, "shop", "db"),
            (LogMarkKind.VolumeSkipped, 5, "shop", "disk0"),
            (LogMarkKind.NativeSnapshot, 6, "", "pv-1"),
        ]);
        log.Marks[2].Detail.ShouldBe("Excluding item because it has label velero.io/exclude-from-backup=true");
    }

    [Theory]
    [InlineData("Excluding item: name does not match resource filter for kind pods", "pods", LogMarkKind.ItemExcluded)]
    [InlineData("Excluding item because namespace is excluded", "virtualmachines.kubevirt.io", LogMarkKind.ItemExcluded)]
    [InlineData("Excluding item: name does not match resource filter for kind persistentvolumeclaims", "persistentvolumeclaims", LogMarkKind.VolumeSkipped)]
    [InlineData("Excluding item: name does not match resource filter for kind secrets", "secrets", null)]
    [InlineData("Excluding item: guest says so", "pods", null)]
    public void An_excluded_item_is_marked_with_the_words_of_the_log(string message, string resource, LogMarkKind? kind)
    {
        var marks = new LogBuilder().Line(message, ("name", "db"), ("namespace", "shop"), ("resource", resource)).Read().Marks;
        marks.Select(mark => ((LogMarkKind?)mark.Kind, mark.Namespace, mark.Name, mark.Detail)).ShouldBe(kind is null ? [] : [(kind, "shop", "db", message)]);
    }

    /// <summary>The line comes for every block; only what follows a pod's block is of use.</summary>
    [Fact]
    public void The_block_after_that_of_a_pod_is_marked_with_the_pod()
    {
        var log = new LogBuilder()
            .Line("Backing Up Item Block including namespaces /shop (1 items in block)")
            .Line("Backing Up Item Block including pods shop/virt-launcher-db-x7k2p (3 items in block)")
            .Line("Backing Up Item Block including pods shop/postgres-0 (1 items in block)")
            .Line("Backing Up Item Block including secrets shop/key (1 items in block)")
            .Line("Backing Up Item Block including secrets shop/other (1 items in block)")
            .Read();
        log.Marks.Select(mark => (mark.Kind, mark.Line, mark.Namespace, mark.Name)).ShouldBe(
            [(LogMarkKind.BlockFollowed, 3, "shop", "virt-launcher-db-x7k2p"), (LogMarkKind.BlockFollowed, 4, "shop", "postgres-0")]);
    }

    [Fact]
    public void A_volume_that_a_policy_for_cluster_scoped_objects_excludes_names_no_claim() =>
        new LogBuilder().Line("Excluding item: name does not match clusterScopedFilterPolicy for kind persistentvolumes", ("name", "pv-1"), ("namespace", ""), ("resource", "persistentvolumes"))
            .Read().Marks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(mark => (mark.Kind, mark.Namespace, mark.Name).ShouldBe((LogMarkKind.VolumeSkipped, "", "pv-1")));

    [Theory]
    [InlineData("Error running pre hooks for pod", LogMarkKind.PreHooksFailed)]
    [InlineData("Error running post hooks for pod", LogMarkKind.PostHooksFailed)]
    [InlineData("Error running post  hooks for pod", LogMarkKind.PostHooksFailed)]
    [InlineData("Skipping all items in the ItemBlock, a pre hook failed with the FailBlock error mode", LogMarkKind.BlockSkipped)]
    public void A_pod_whose_hooks_failed_under_Fail_is_named(string message, LogMarkKind kind)
    {
        var mark = new LogBuilder().Line(Severity.Error, message, ("error", "timed out after 20s"), ("name", "virt-launcher-db")).Read().Marks.ShouldHaveSingleItem();
        (mark.Kind, mark.Namespace, mark.Name, mark.Detail).ShouldBe((kind, "", "virt-launcher-db", "timed out after 20s"));
    }

    [Fact]
    public void A_content_is_named_by_its_snapshot_where_one_worker_says_which()
    {
        const string Asks = "Getting VolumesnapshotContent for Volumesnapshot shop/velero-";
        const string Patches = "Patching VolumeSnapshotContent snapcontent-1 with velero BackupNameLabel";
        new LogBuilder().Line(Asks + "a").Line(Patches).Read().Marks.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            mark => (mark.Namespace, mark.Name, mark.Detail).ShouldBe(("shop", "velero-a", "snapcontent-1")));
        new LogBuilder().Line(Asks + "a").Line(Asks + "b").Line(Patches).Line(Patches).Read().Marks.Select(mark => mark.Name).ShouldBe(["snapcontent-1", "snapcontent-1"]);
    }

    [Theory]
    [InlineData("Waiting for CSI driver to reconcile volumesnapshot shop/velero-db-x7k2p. Retrying in 5s", true)]
    [InlineData("Waiting for CSI driver to reconcile volumesnapshot shop/velero-db-data-x7k2p. Retrying in 5s", false)]
    [InlineData("Waiting for CSI driver to reconcile volumesnapshot bank/velero-db-x7k2p. Retrying in 5s", false)]
    [InlineData("Created VolumeSnapshot shop/velero-db-x7k2p", false)]
    public void A_claims_action_that_waited_has_captured_it(string before, bool captured)
    {
        var log = new LogBuilder().Line(before).Line("Untrack the PVC shop/db, because it's backed up by CSI BIA.", ("name", "db"), ("namespace", "shop"), ("resource", "persistentvolumeclaims")).Read();
        log.Marks.Any(mark => mark.Kind == LogMarkKind.ClaimCaptured).ShouldBe(captured);
    }

    [Fact]
    public void A_claim_whose_data_is_moved_was_captured() =>
        new LogBuilder().Line("DataUpload is submitted successfully.", ("Source PVC", "shop/db")).Line("Untrack the PVC shop/db, because it's backed up by CSI BIA.")
            .Read().Marks.Select(mark => (mark.Kind, mark.Name)).ShouldBe([(LogMarkKind.DataUploadSubmitted, "db"), (LogMarkKind.ClaimCaptured, "db")]);

    [Fact]
    public void A_content_is_named_by_its_snapshot_only_after_every_worker_had_its_answer()
    {
        const string Asks = "Getting VolumesnapshotContent for Volumesnapshot shop/velero-";
        const string Patches = "Patching VolumeSnapshotContent snapcontent-1 with velero BackupNameLabel";
        new LogBuilder().Line(Asks + "a").Line(Asks + "b").Line(Patches).Line(Asks + "c").Line(Patches).Line(Patches).Line(Asks + "d").Line(Patches)
            .Read().Marks.Select(mark => mark.Name).ShouldBe(["snapcontent-1", "snapcontent-1", "snapcontent-1", "velero-d"]);
        new LogBuilder().Line(Asks + "a").Line("Timed out awaiting reconciliation of volumesnapshot shop/velero-a").Line(Asks + "b").Line(Patches)
            .Read().Marks.Select(mark => mark.Name).ShouldBe(["velero-a", "velero-b"]);
    }

    [Fact]
    public void A_wait_for_one_claim_is_none_for_another_whose_long_name_begins_alike()
    {
        var kept = new string('a', 51);
        var log = new LogBuilder().Line($"Waiting for CSI driver to reconcile volumesnapshot shop/velero-{kept}x7k2p. Retrying in 5s")
            .Line($"Untrack the PVC shop/{kept}-data, because it's backed up by CSI BIA.").Read();
        log.Marks.ShouldBeEmpty();
    }
}
