using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Consistency;

public class PlacementRuleTests
{
    [Fact]
    public void A_snapshot_that_was_asked_for_before_the_freeze_and_was_ready_after_it_cannot_be_placed()
    {
        var machine = new Scenario().Mark(LogMarkKind.SnapshotCreated, "velero-root-abcde").Freeze().Mark(LogMarkKind.ClaimCaptured, "root")
            .Volume(Csi("root")).Thaw().Judge();

        machine.Verdict.ShouldBe(Verdict.Unverified);
        machine.Reasons.ShouldBe([ReasonCode.CaptureUnknown]);
    }

    [Fact]
    public void An_operation_noted_in_the_second_of_the_thaw_is_not_surely_before_it()
    {
        Noted(secondsBeforeThaw: 0).Verdict.ShouldBe(Verdict.Unverified);
        Noted(secondsBeforeThaw: 1).Verdict.ShouldBe(Verdict.FileSystemConsistent);

        static VirtualMachineReport Noted(int secondsBeforeThaw)
        {
            var scenario = new Scenario().Freeze().Mark(LogMarkKind.SnapshotCreated, "velero-root-abcde").Volume(Csi("root")).Wait(10);
            var at = scenario.Now.AddSeconds(-secondsBeforeThaw);
            return scenario.Thaw().With(s => s.Evidence = evidence => evidence with
            {
                ItemOperations = [new ItemOperation("shop/velero-root-abcde/x", "velero.io/csi-volumesnapshot-backupper", "volumesnapshots.snapshot.storage.k8s.io", "shop", "velero-root-abcde", "Completed", "", at)],
            }).Judge();
        }
    }

    [Fact]
    public void The_storages_clock_is_mentioned_and_decides_nothing()
    {
        var machine = new Scenario().Freeze().Snapshot("root", info: volume => volume with { StartedAt = DateTimeOffset.UnixEpoch }).Thaw().Judge();

        machine.Reasons.ShouldBe([ReasonCode.Frozen, ReasonCode.ClockSkew]);
    }

    [Fact]
    public void The_start_of_an_upload_is_no_time_of_a_snapshot()
    {
        var machine = new Scenario().Freeze().Snapshot("root", info: volume => volume with { DataMoved = true, StartedAt = DateTimeOffset.UnixEpoch }).Thaw().Judge();

        machine.Reasons.ShouldBe([ReasonCode.Frozen]);
        machine.Volumes.ShouldHaveSingleItem().Method.ShouldBe(CaptureMethod.DataMover);
    }

    [Fact]
    public void Long_claim_names_that_share_the_kept_part_do_not_take_each_others_snapshots()
    {
        var (one, other) = (new string('a', 55) + "one", new string('a', 55) + "other");
        var machine = new Scenario().Disks(one).Freeze()
            .Mark(LogMarkKind.SnapshotCreated, $"velero-{new string('a', 51)}abcde").Mark(LogMarkKind.SnapshotReady, $"velero-{new string('a', 51)}abcde")
            .Volume(Csi(one)).Volume(Csi(other)).Thaw().Judge();

        machine.Verdict.ShouldBe(Verdict.Unverified);
    }

    [Fact]
    public void A_native_snapshot_cannot_be_placed_where_several_workers_write_the_log()
    {
        Native(interleaved: false).Verdict.ShouldBe(Verdict.FileSystemConsistent);
        Native(interleaved: true).Reasons.ShouldBe([ReasonCode.CaptureUnknown]);

        static VirtualMachineReport Native(bool interleaved) => new Scenario().Freeze().Mark(LogMarkKind.NativeSnapshot, "pv-root")
            .Volume(Csi("root") with { Method = "NativeSnapshot" }).Thaw()
            .With(s => s.Log = log => log with { HooksInterleave = interleaved }).Judge();
    }

    [Theory]
    [InlineData(1, 30, 40, Verdict.FileSystemConsistent, ReasonCode.Frozen)]
    [InlineData(1, 30, 33, Verdict.Unverified, ReasonCode.ClockSkew)]
    [InlineData(1, 30, 20, Verdict.Partial, ReasonCode.LiveFileSystemRead)]
    [InlineData(1, 296, 400, Verdict.Partial, ReasonCode.LiveFileSystemRead)]
    [InlineData(-60, 30, 40, Verdict.Unverified, ReasonCode.ClockSkew)]
    public void A_file_copy_has_to_lie_in_the_window_as_a_whole(int begins, int ends, int thaw, Verdict verdict, ReasonCode reason)
    {
        var scenario = new Scenario();
        var zero = scenario.Now;
        var machine = scenario.Freeze().Volume(Csi("root") with { Method = "PodVolumeBackup", Pod = "virt-launcher-db-x7k2p", StartedAt = zero.AddSeconds(begins), CompletedAt = zero.AddSeconds(ends) })
            .Wait(thaw - 1).Thaw().Judge();

        machine.Verdict.ShouldBe(verdict);
        machine.Reasons.ShouldBe([reason]);
    }

    /// <summary>Velero looks for the end of copies every five seconds and thaws at once. 1.15.0 does not wait, and is known by the order in which it takes blocks.</summary>
    [Theory]
    [InlineData(true, 33, Verdict.FileSystemConsistent, ReasonCode.Frozen)]
    [InlineData(true, 28, Verdict.FileSystemConsistent, ReasonCode.Frozen)]
    [InlineData(true, 20, Verdict.Partial, ReasonCode.LiveFileSystemRead)]
    [InlineData(false, 33, Verdict.Unverified, ReasonCode.ClockSkew)]
    public void A_file_copy_whose_end_velero_waits_for_needs_no_clock_for_it(bool isNextBlockFirst, int thaw, Verdict verdict, ReasonCode reason)
    {
        var scenario = new Scenario();
        var zero = scenario.Now;
        scenario.Freeze().Volume(Csi("root") with { Method = "PodVolumeBackup", Pod = "virt-launcher-db-x7k2p", StartedAt = zero.AddSeconds(1), CompletedAt = zero.AddSeconds(30) });
        if (isNextBlockFirst)
        {
            scenario.Mark(LogMarkKind.BlockFollowed, "virt-launcher-db-x7k2p");
        }

        scenario.Wait(thaw - 1).Thaw();
        if (!isNextBlockFirst)
        {
            scenario.Mark(LogMarkKind.BlockFollowed, "virt-launcher-db-x7k2p");
        }

        var machine = scenario.Judge();
        machine.Verdict.ShouldBe(verdict);
        machine.Reasons.ShouldBe([reason]);
    }

    [Fact]
    public void A_copy_through_another_pod_that_began_before_the_freeze_read_a_live_file_system()
    {
        var scenario = new Scenario();
        var zero = scenario.Now;
        var machine = scenario.Wait(60).Freeze().Volume(Csi("root") with { Method = "PodVolumeBackup", Pod = "exporter", StartedAt = zero, CompletedAt = zero.AddSeconds(70) }).Wait(60).Thaw().Judge();

        machine.Reasons.ShouldBe([ReasonCode.LiveFileSystemRead]);
    }

    [Theory]
    [InlineData(Verdict.Partial, "root")]
    [InlineData(Verdict.NotCovered)]
    public void Disks_that_velero_skipped_are_missing(Verdict verdict, params string[] captured)
    {
        var scenario = new Scenario().Disks("root", "data").Freeze();
        foreach (var claim in captured)
        {
            scenario.Snapshot(claim);
        }

        foreach (var claim in scenario.Machine.Disks.Select(disk => disk.Claim).Except(captured))
        {
            scenario.Volume(new VolumeInfo { ClaimNamespace = "shop", Claim = claim, Skipped = true, SkippedReason = "volume policy" });
        }

        var machine = scenario.Thaw().Judge();
        machine.Verdict.ShouldBe(verdict);
        machine.Reasons.ShouldBe([ReasonCode.VolumeSkipped]);
        machine.Message.ShouldContain("volume policy");
    }

    [Fact]
    public void A_disk_without_a_claim_keeps_data_where_no_backup_reaches_it()
    {
        var machine = new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Machine = s.Machine with { Disks = [new DiskFacts("root", "root"), new DiskFacts("host", "")] }).Judge();

        machine.Verdict.ShouldBe(Verdict.Partial);
        machine.Volumes.Select(volume => volume.Claim).ShouldBe(["host", "root"]);
    }

    [Fact]
    public void A_directory_handed_to_the_guest_is_not_frozen_with_it()
    {
        var machine = new Scenario().Freeze().Snapshot("root").Snapshot("share").Thaw()
            .With(s => s.Machine = s.Machine with { Disks = [new DiskFacts("root", "root"), new DiskFacts("share", "share", IsDirectory: true)] }).Judge();

        machine.Verdict.ShouldBe(Verdict.Partial);
        machine.Reasons.ShouldBe([ReasonCode.LiveFileSystemRead]);
        machine.Volumes.Select(volume => volume.InsideFreeze).ShouldBe([true, false]);
    }

    [Fact]
    public void A_directory_that_was_seen_as_one_only_once_is_one()
    {
        var machine = new Scenario().Freeze().Snapshot("root").Thaw()
            .With(s => s.End = end => end with { Disks = [new DiskFacts("root", "root", IsDirectory: true)] }).Judge();

        machine.Verdict.ShouldNotBe(Verdict.FileSystemConsistent);
    }

    [Fact]
    public void An_upload_counts_only_when_somebody_says_who_made_it_and_that_it_ended()
    {
        var scenario = new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Change = facts => facts with { Backup = facts.Backup with { MovesData = true } });
        scenario.Judge().Verdict.ShouldBe(Verdict.FileSystemConsistent);

        scenario.Evidence = evidence => evidence with { VolumeInfoState = ArtifactState.Missing, Volumes = [] };
        scenario.Judge().Reasons.ShouldBe([ReasonCode.CaptureUnknown]);
    }

    private static VolumeInfo Csi(string claim) => new() { ClaimNamespace = "shop", Claim = claim, Volume = $"pv-{claim}", Method = "CSISnapshot", Succeeded = true };
}
