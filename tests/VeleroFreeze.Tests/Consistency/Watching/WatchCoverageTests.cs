using VeleroFreeze.Core.Consistency.Watching;
using static VeleroFreeze.Tests.Consistency.Watching.Watched;

namespace VeleroFreeze.Tests.Consistency.Watching;

public sealed class WatchCoverageTests
{
    private readonly WatchCoverage _watch = new();

    [Fact]
    public void A_span_reaches_from_the_list_to_the_last_word_of_the_server()
    {
        _watch.Alive("1", At(0));
        _watch.Spans.ShouldBeEmpty();
        _watch.Listed("10", At(1));
        _watch.Alive("11", At(20));
        // It hangs from here on, and says nothing.
        _watch.Spans.ShouldBe([new(At(1), At(20))]);
    }

    [Theory]
    [InlineData("19", 1)]
    [InlineData("20", 1)]
    [InlineData("21", 2)]
    [InlineData("abc", 2)]
    public void A_new_list_goes_on_with_the_span_only_where_nothing_can_have_happened_in_between(string version, int spans)
    {
        _watch.Listed("10", At(1));
        _watch.Alive("20", At(5));
        _watch.Listed(version, At(30));
        _watch.Spans.Count.ShouldBe(spans);
        _watch.Spans[^1].To.ShouldBe(At(30));
    }

    [Fact]
    public void A_type_that_does_not_exist_counts_as_looked_for_and_goes_on_when_it_comes()
    {
        _watch.Missing(At(1));
        _watch.IsOpen.ShouldBeTrue();
        _watch.Missing(At(20));
        _watch.Listed("7", At(35));
        _watch.Spans.ShouldBe([new(At(1), At(35))]);
    }

    [Fact]
    public void What_may_not_be_read_any_more_is_a_gap_until_the_next_list()
    {
        _watch.Listed("10", At(1));
        _watch.Refused();
        _watch.Alive("11", At(10));
        _watch.IsOpen.ShouldBeFalse();
        _watch.Listed("10", At(20));
        _watch.Spans.ShouldBe([new(At(1), At(1)), new(At(20), At(20))]);
    }

    [Fact]
    public void No_more_than_is_remembered_is_claimed()
    {
        _watch.Listed("10", At(1));
        _watch.Alive("11", At(500));
        _watch.Forget(At(100));
        _watch.Spans.ShouldBe([new(At(100), At(500))]);
    }

    [Fact]
    public void All_watches_together_ran_only_while_each_of_them_did()
    {
        var memory = new HistoryMemory(["one", "other"]);
        memory.Listed("one", "1", At(0));
        memory.CompleteTo.ShouldBeNull();
        memory.Listed("other", "1", At(5));
        memory.Alive("one", "2", At(30));
        memory.Alive("other", "2", At(20));
        memory.Since(At(0), _ => true).Watched.ShouldBe([new(At(5), At(20))]);
        memory.CompleteTo.ShouldBe(At(20));
        memory.Refused("other");
        memory.IsComplete.ShouldBeFalse();
    }
}
