using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using static VeleroFreeze.Tests.Consistency.Watching.Watched;

namespace VeleroFreeze.Tests.Consistency.Watching;

public sealed class HistoryJoinTests
{
    [Fact]
    public void Two_that_watched_at_the_same_time_are_one_history_without_repetition()
    {
        var joined = HistoryJoin.Of(
            History(0, 100, (0, Facts("one")), (40, Facts("two"))),
            History(60, 200, (60, Facts("two")), (150, Facts("three"))));
        joined.Watched.ShouldBe([new(At(0), At(200))]);
        States(joined).ShouldBe([(At(0), "one"), (At(40), "two"), (At(150), "three")]);
    }

    [Fact]
    public void A_change_that_one_heard_of_later_than_the_other_is_told_once()
    {
        var joined = HistoryJoin.Of(
            History(0, 100, (0, Facts("one")), (50.5, Facts("two"))),
            History(20, 100, (20, Facts("one")), (50, Facts("two"))));
        States(joined).ShouldBe([(At(0), "one"), (At(50), "two")]);
    }

    [Fact]
    public void Between_two_that_do_not_touch_there_is_a_gap()
    {
        var joined = HistoryJoin.Of(History(0, 50, (0, Facts("one"))), History(60, 100, (60, Facts("one"))));
        joined.Watched.ShouldBe([new(At(0), At(50)), new(At(60), At(100))]);
        joined.Covers(At(40), At(70)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("20", "20", true)]
    [InlineData("19", "20", true)]
    [InlineData("21", "20", false)]
    [InlineData("", "", true)]
    [InlineData("5", "", false)]
    [InlineData("", "5", false)]
    public void There_is_none_where_the_new_list_shows_no_more_than_the_old_watch_had_told(string listed, string seen, bool touches)
    {
        var joined = HistoryJoin.Of(
            History(0, 50, (0, Facts("one"))) with { Marks = [new("all", "1", "9"), new("pods", seen.Length == 0 ? "" : "1", seen)] },
            History(60, 100, (60, Facts("one"))) with { Marks = [new("all", "9", "30"), new("pods", listed, listed)] });
        joined.Covers(At(0), At(100)).ShouldBe(touches);
    }

    [Fact]
    public void A_watch_that_the_older_one_did_not_have_leaves_a_gap() => HistoryJoin.Of(
        History(0, 50, (0, Facts("one"))) with { Marks = [new("all", "1", "9")] },
        History(60, 100, (60, Facts("one"))) with { Marks = [new("all", "9", "9"), new("velero-two", "9", "9")] }).Covers(At(0), At(100)).ShouldBeFalse();

    [Fact]
    public void A_gap_of_the_newer_one_is_not_filled_by_the_older_one()
    {
        var newer = History(50, 60, (50, Facts("one"))) with { Watched = [new(At(50), At(60)), new(At(80), At(90))] };
        HistoryJoin.Of(History(0, 85, (0, Facts("one")), (70, Facts("two")), (75, Facts("one"))), newer).Watched.ShouldBe([new(At(0), At(60)), new(At(80), At(90))]);
    }

    [Fact]
    public void A_VM_that_the_newer_lists_do_not_show_is_gone()
    {
        var joined = HistoryJoin.Of(History(0, 50, (0, Facts("one"))), History(60, 100));
        joined.VirtualMachines[Key].ShouldBe([joined.VirtualMachines[Key][0], new(At(60), null)]);
    }

    [Fact]
    public void Nothing_comes_of_a_memory_that_is_not_complete()
    {
        var recorded = History(0, 50, (0, Facts("one")));
        HistoryJoin.Of(recorded, new ClusterHistory { Source = HistorySource.Watch }).ShouldBe(recorded);
        HistoryJoin.Of(ClusterHistory.Nothing, recorded).ShouldBe(recorded);
    }

    [Fact]
    public void Whoever_saw_more_of_an_actor_knows_better_when_it_ended()
    {
        var snapshot = new FreezingActor { Kind = "VirtualMachineSnapshot", Namespace = "shop", Name = "s", Uid = "s", Machine = Key, From = At(5) };
        HistoryJoin.Of(
            History(0, 50) with { Actors = [snapshot with { To = At(9) }] },
            History(60, 100) with { Actors = [snapshot with { To = At(60) }] }).Actors.ShouldHaveSingleItem().To.ShouldBe(At(9));
    }

    [Fact]
    public void What_was_written_comes_back_as_it_was()
    {
        var history = History(0, 50, (0, Facts("one")), (20, Facts("two"))) with { Marks = [new("pods", "1", "9")] };
        ClusterHistoryJson.Write(ClusterHistoryJson.Read(ClusterHistoryJson.Write(history))).ShouldBe(ClusterHistoryJson.Write(history));
        ClusterHistoryJson.Read(ClusterHistoryJson.Write(history)).Marks.ShouldBe(history.Marks);
    }

    private static ClusterHistory History(double from, double to, params (double At, VirtualMachineFacts Machine)[] states) => new()
    {
        Source = HistorySource.Watch,
        Watched = [new(At(from), At(to))],
        VirtualMachines = states.Length == 0 ? new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>() : new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>
        {
            [Key] = [.. states.Select(state => new VirtualMachineState(At(state.At), state.Machine))],
        },
    };

    private static IEnumerable<(DateTimeOffset At, string Instance)> States(ClusterHistory history) =>
        history.VirtualMachines[Key].Select(state => (state.At, state.Machine!.InstanceUid));
}
