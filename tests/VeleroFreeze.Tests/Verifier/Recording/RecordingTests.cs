using VeleroFreeze.Backups;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Recording;
using VeleroFreeze.Verifier.Watching;
using static VeleroFreeze.Tests.Consistency.Watching.Watched;

namespace VeleroFreeze.Tests.Verifier.Recording;

public sealed class RecordingTests
{
    [Theory]
    [InlineData(3, 60, false)]
    [InlineData(7, 6.9, false)]
    [InlineData(7, 7, true)]
    [InlineData(60, -1, false)]
    [InlineData(89, 6, false)]
    [InlineData(90, -1, true)]
    public void A_record_ends_when_the_watches_have_told_what_happened_up_to_the_end_or_do_not_tell_at_all(double now, double completeTo, bool isReached) =>
        EndOfRecord.IsReached(At(0), completeTo < 0 ? null : At(completeTo), History(FreezePolicy.Required), At(now)).ShouldBe(isReached);

    [Fact]
    public void Where_no_VM_opted_in_nothing_is_waited_for()
    {
        EndOfRecord.IsReached(At(0), At(-5), History(FreezePolicy.None), At(0)).ShouldBeTrue();
        EndOfRecord.IsReached(At(0), null, History(FreezePolicy.None), At(0)).ShouldBeFalse();
        EndOfRecord.IsReached(null, At(0), History(FreezePolicy.None), At(0)).ShouldBeFalse();
    }

    [Fact]
    public void A_record_is_written_on_a_change_and_no_more_often_than_its_size_allows()
    {
        var (before, after) = (History(FreezePolicy.Required), History(FreezePolicy.Preferred));
        var small = new RecordedHistory(before, 2_000, At(0));
        small.IsDue(after, At(9)).ShouldBeFalse();
        small.IsDue(after, At(10)).ShouldBeTrue();
        small.IsDue(before with { Watched = [new(At(0), At(10))] }, At(10)).ShouldBeFalse();
        small.IsDue(before, At(120)).ShouldBeTrue();
        var large = new RecordedHistory(before, 500_000, At(0));
        large.IsDue(after, At(99)).ShouldBeFalse();
        large.IsDue(after, At(100)).ShouldBeTrue();
    }

    [Fact]
    public void An_earlier_Backup_without_a_verdict_is_taken_for_the_worst_and_one_with_a_verdict_for_what_it_says()
    {
        var frozen = new FrozenGuests();
        var history = History(FreezePolicy.Required) with { Actors = [Earlier(to: -100)] };
        frozen.Unjudged(Seen(), history).ShouldHaveSingleItem().Uid.ShouldBe("first");
        frozen.Before(Seen(), history).ShouldBe([new LeftFrozen(Key, "velero/first", At(-200), At(260))]);

        frozen.Learn(new ConsistencyReport(
            new BackupSummary("velero", "first", "first", "Completed", At(-200), At(-90), null, null),
            VeleroFreeze.Core.Consistency.Reports.Verdict.FileSystemConsistent,
            PolicyMet: true,
            [],
            new EvidenceStates(ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete, ArtifactState.Complete)));
        frozen.Unjudged(Seen(), history).ShouldBeEmpty();
        frozen.Before(Seen(), history).ShouldBeEmpty();
    }

    [Fact]
    public void One_that_left_InProgress_long_before_cannot_have_left_a_guest_frozen_with_the_default_limit() =>
        new FrozenGuests().Unjudged(Seen(), History(FreezePolicy.Required) with { Actors = [Earlier(to: -361)] }).ShouldBeEmpty();

    private static FreezingActor Earlier(double to) => new() { Kind = "Backup", Namespace = "velero", Name = "first", Uid = "first", IncludedNamespaces = ["shop"], From = At(-200), To = At(to) };

    private static SeenBackup Seen() => new(
        new ObjectKey("velero", "second"), "second", BackupStage.Over, At(100), null, null, new BackupObject { Summary = new BackupSummary("velero", "second", "second", "Completed", At(0), At(100), null, null) });

    private static ClusterHistory History(FreezePolicy policy) => new()
    {
        Source = HistorySource.Watch,
        VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>> { [Key] = [new(At(0), Facts("one", policy: policy))] },
    };
}
