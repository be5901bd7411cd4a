using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;
using static VeleroFreeze.Tests.Consistency.Watching.Watched;

namespace VeleroFreeze.Tests.Consistency.Watching;

public sealed class LeftFrozenReaderTests
{
    private static readonly FreezeReport Thawed = new(At(10), At(11), At(20), 300);

    [Fact]
    public void A_guest_whose_thaw_is_attested_is_not_left_frozen() => LeftFrozenReader.Of(Report(Thawed, ReasonCode.Frozen)).ShouldBeEmpty();

    [Theory]
    [InlineData(ReasonCode.ThawFailed)]
    [InlineData(ReasonCode.AutomaticThaw)]
    [InlineData(ReasonCode.HooksSkipped)]
    [InlineData(ReasonCode.LogTruncated)]
    [InlineData(ReasonCode.CountersDisagree)]
    [InlineData(ReasonCode.ForeignEvidence)]
    public void One_whose_thaw_is_not_is_frozen_until_its_limit_and_the_freeze_call_have_passed(ReasonCode reason) =>
        LeftFrozenReader.Of(Report(Thawed, reason)).ShouldBe([new LeftFrozen(Key, "velero/nightly", At(10), At(10 + 300 + 60))]);

    [Theory]
    [InlineData(ReasonCode.FreezeFailed)]
    [InlineData(ReasonCode.FreezeTimedOut)]
    public void A_freeze_that_was_given_up_may_have_taken_effect_later(ReasonCode reason) =>
        LeftFrozenReader.Of(Report(new FreezeReport(At(10), null, null, 30), reason)).ShouldBe([new LeftFrozen(Key, "velero/nightly", At(10), At(10 + 30 + 60))]);

    [Fact]
    public void Without_a_limit_it_is_frozen_for_ever() =>
        LeftFrozenReader.Of(Report(Thawed with { LimitSeconds = null }, ReasonCode.ThawFailed)).ShouldHaveSingleItem().Until.ShouldBeNull();

    [Theory]
    [InlineData(ReasonCode.NoGuestAgent)]
    [InlineData(ReasonCode.DomainNotRunning)]
    public void Where_nothing_can_freeze_nothing_is_frozen(ReasonCode reason) =>
        LeftFrozenReader.Of(Report(new FreezeReport(At(10), null, null, 300), reason)).ShouldBeEmpty();

    [Fact]
    public void Of_a_Backup_without_a_log_nobody_knows_what_it_froze() =>
        LeftFrozenReader.Of(Report(null, ReasonCode.LogMissing, ArtifactState.Missing)).ShouldBe([new LeftFrozen(Key, "velero/nightly", At(0), At(100 + 360))]);

    [Theory]
    [InlineData(ReasonCode.CountersDisagree)]
    [InlineData(ReasonCode.ForeignEvidence)]
    [InlineData(ReasonCode.LogTruncated)]
    public void Nor_does_anybody_where_the_log_lacks_lines_or_is_anothers(ReasonCode reason) =>
        LeftFrozenReader.Of(Report(null, reason)).ShouldBe([new LeftFrozen(Key, "velero/nightly", At(0), At(100 + 360))]);

    [Fact]
    public void A_VM_without_a_hook_in_a_whole_log_was_not_frozen() => LeftFrozenReader.Of(Report(null, ReasonCode.HooksMissing)).ShouldBeEmpty();

    [Fact]
    public void A_Backup_without_a_verdict_may_have_left_any_VM_of_its_namespaces_frozen()
    {
        var actor = new FreezingActor { Kind = "Backup", Namespace = "velero", Name = "first", Uid = "first", IncludedNamespaces = ["shop"], From = At(0), To = At(50) };
        LeftFrozenReader.Unjudged(actor, [Key, new("other", "db")]).ShouldBe([new LeftFrozen(Key, "velero/first", At(0), At(50 + 360))]);
    }

    private static ConsistencyReport Report(FreezeReport? freeze, ReasonCode reason, ArtifactState log = ArtifactState.Complete) => new(
        new BackupSummary("velero", "nightly", "uid", "PartiallyFailed", At(0), At(100), null, null),
        Verdict.CrashConsistent,
        PolicyMet: false,
        [new VirtualMachineReport("shop", "db", FreezePolicy.Required, Verdict.CrashConsistent, [reason], "", null, freeze, [])],
        new EvidenceStates(log, ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete));
}
