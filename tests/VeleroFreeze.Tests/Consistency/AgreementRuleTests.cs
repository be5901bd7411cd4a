using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>Evidence that one file gives and another takes back.</summary>
public class AgreementRuleTests
{
    private static readonly VolumeInfo Csi = new() { ClaimNamespace = "shop", Claim = "root", Volume = "pv-root", Method = "CSISnapshot", Succeeded = true };

    [Fact]
    public void A_claim_that_volume_info_names_twice_counts_only_where_both_say_the_same()
    {
        Twice(Csi).Verdict.ShouldBe(Verdict.FileSystemConsistent);

        foreach (var other in new[] { Csi with { Succeeded = false }, Csi with { Skipped = true, SkippedReason = "volume policy" }, Csi with { DataMoved = true }, Csi with { Content = "another" }, Csi with { Method = "PodVolumeBackup" } })
        {
            Twice(other).Verdict.ShouldBe(Verdict.Unverified, other.ToString());
        }

        static VirtualMachineReport Twice(VolumeInfo other) => new Scenario().Freeze().Snapshot("root").Volume(other).Thaw().Judge();
    }

    [Theory]
    [InlineData(LogMarkKind.VolumeSkipped, "Excluding item because it has label velero.io/exclude-from-backup=true", false)]
    [InlineData(LogMarkKind.BeingDeleted, "persistentvolumeclaims", false)]
    [InlineData(LogMarkKind.ClaimFailed, "rpc error: code = Unknown desc = the claim has no volume", false)]
    [InlineData(LogMarkKind.VolumeSkipped, "a volume of pod virt-launcher-db-aaaaa, which is not running", true)]
    [InlineData(LogMarkKind.BeingDeleted, "pods", true)]
    public void A_claim_that_the_log_leaves_out_is_not_captured_by_what_volume_info_says(LogMarkKind kind, string detail, bool isGood)
    {
        var machine = new Scenario().Freeze().Snapshot("root").Mark(kind, "root", detail).Thaw().Judge();

        machine.Verdict.ShouldBe(isGood ? Verdict.FileSystemConsistent : Verdict.Unverified);
        machine.Message.Contains(detail, StringComparison.Ordinal).ShouldBe(!isGood);
    }

    [Fact]
    public void A_snapshot_that_failed_is_not_called_skipped_for_what_volume_info_says()
    {
        var machine = new Scenario().Freeze().Mark(LogMarkKind.SnapshotCreated, "velero-root-abcde").Mark(LogMarkKind.ClaimFailed, "root", "Timed out awaiting reconciliation of volumesnapshot shop/velero-root-abcde")
            .Volume(new VolumeInfo { ClaimNamespace = "shop", Claim = "root", Skipped = true, SkippedReason = "podvolume: opted out due to annotation in pod virt-launcher-db-x7k2p;" }).Thaw().Judge();

        machine.Verdict.ShouldBe(Verdict.NotCovered);
        machine.Reasons.ShouldBe([ReasonCode.VolumeFailed]);
        machine.Message.ShouldContain("Timed out awaiting");
    }

    [Fact]
    public void A_content_is_the_claims_where_volume_info_says_so()
    {
        Ready("content-1").Reasons.ShouldBe([ReasonCode.Frozen]);
        Ready("").Reasons.ShouldBe([ReasonCode.CaptureUnknown]);

        static VirtualMachineReport Ready(string content) => new Scenario().Freeze().Mark(LogMarkKind.ClaimStarted, "root").Mark(LogMarkKind.SnapshotCreated, "velero-root-abcde")
            .With(s => s.Log = log => log with { Marks = [.. log.Marks, new LogMark(LogMarkKind.SnapshotReady, 5, s.Now.AddSeconds(-2), "", "content-1")] })
            .Mark(LogMarkKind.ClaimActionStarted, "").Volume(Csi with { Content = content }).Wait(3).Thaw().Judge();
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    public void The_results_tell_of_as_many_warnings_as_the_log(int told, int logged, bool agree)
    {
        var machine = new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Log = log => log with { WarningCount = logged })
            .With(s => s.Evidence = evidence => evidence with { Results = [.. Enumerable.Repeat(ResultMessage.Of(isError: false, "", null, null, "VolumeSnapshotContent content-1 has error: no", null), told)] }).Judge();

        machine.Reasons.ShouldBe([agree ? ReasonCode.Frozen : ReasonCode.CountersDisagree]);
    }

    [Fact]
    public void A_log_with_lines_that_name_no_backup_may_be_anothers() =>
        new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Log = log => log with { LinesWithoutBackup = 1 }).Judge().Reasons.ShouldContain(ReasonCode.ForeignEvidence);

    [Theory]
    [InlineData(false, Verdict.FileSystemConsistent)]
    [InlineData(true, Verdict.Unverified)]
    public void A_copy_that_the_thaw_does_not_wait_for_is_placed_by_the_nodes_clock_alone(bool isVelero114, Verdict verdict)
    {
        var scenario = new Scenario();
        var zero = scenario.Now;
        scenario.Freeze().Volume(Csi with { Method = "PodVolumeBackup", Pod = "virt-launcher-db-x7k2p", StartedAt = zero.AddSeconds(1), CompletedAt = zero.AddSeconds(10) }).Wait(30).Thaw()
            .With(s => s.Log = log => log with { HooksNamePods = isVelero114 }).Judge().Verdict.ShouldBe(verdict);
    }

    [Fact]
    public void A_node_whose_clock_is_behind_does_not_hide_that_a_copy_outlasted_the_limit()
    {
        var scenario = new Scenario();
        var zero = scenario.Now;
        var machine = scenario.Freeze().Volume(Csi with { Method = "PodVolumeBackup", Pod = "virt-launcher-db-x7k2p", StartedAt = zero.AddSeconds(1), CompletedAt = zero.AddSeconds(280) }).Wait(310).Thaw().Judge();

        machine.Reasons.ShouldBe([ReasonCode.CaptureUnknown]);
    }

    [Fact]
    public void One_of_several_copies_that_has_not_completed_is_no_capture()
    {
        var scenario = new Scenario();
        var zero = scenario.Now;
        PodVolumeBackup Copy(string phase) => new("shop", "virt-launcher-db-x7k2p", "root", "root", phase, zero.AddSeconds(1), zero.AddSeconds(10));
        var machine = scenario.Freeze().Volume(Csi with { Method = "PodVolumeBackup", Pod = "virt-launcher-db-x7k2p" }).Wait(30).Thaw()
            .With(s => s.Evidence = evidence => evidence with { PodVolumeBackups = [Copy("Completed"), Copy("InProgress")] }).Judge();

        machine.Verdict.ShouldBe(Verdict.Unverified);
    }
}
