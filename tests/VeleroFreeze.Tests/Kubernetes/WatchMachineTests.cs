using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Tests.Kubernetes;

public sealed class WatchMachineTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly WatchMachine _machine = new(pageSize: 500);

    [Fact]
    public void Everything_listed_is_added_and_then_the_watch_starts_at_the_lists_version()
    {
        Do(Page(10, "more", ("a", 1), ("b", 2))).ShouldBe("Added a@1, Added b@2");
        _machine.State.ShouldBe(new WatchState.Listing("more", 500));
        Do(Page(10, null, ("c", 3))).ShouldBe("Added c@3, Synced");
        _machine.State.ShouldBe(new WatchState.Watching("10", 0));
    }

    [Fact]
    public void Events_are_told_and_move_the_version_on()
    {
        Synced(10, ("a", 1));
        Do(Upsert("b", 11)).ShouldBe("Added b@11");
        Do(Upsert("a", 12)).ShouldBe("Modified a@12");
        Do(Delete("b", 13)).ShouldBe("Deleted b@13");
        _machine.State.ShouldBe(new WatchState.Watching("13", 0));
        _machine.Count.ShouldBe(1);
    }

    [Fact]
    public void A_bookmark_says_nothing_and_moves_the_version_on()
    {
        Synced(10);
        Do(new WatchInput.Bookmark("99")).ShouldBe("");
        _machine.State.ShouldBe(new WatchState.Watching("99", 0));
        Do(new WatchInput.Bookmark("98")).ShouldBe("");
        _machine.State.ShouldBe(new WatchState.Watching("99", 0), "never back");
    }

    [Fact]
    public void What_was_told_is_not_told_again()
    {
        Synced(10, ("a", 7));
        Do(Upsert("a", 7)).ShouldBe("");
        Do(Upsert("a", 12)).ShouldBe("Modified a@12");
        Do(Upsert("a", 12)).ShouldBe("");
        Do(Upsert("a", 11)).ShouldBe("", "older than what was told");
        Do(Delete("a", 13)).ShouldBe("Deleted a@13");
        Do(Delete("a", 13)).ShouldBe("");
        Do(Upsert("a", 12)).ShouldBe("", "a late event does not bring it back");
        Do(Delete("never-seen", 14)).ShouldBe("");
    }

    [Fact]
    public void Events_of_different_objects_may_arrive_in_any_order()
    {
        Synced(10);
        Do(Upsert("b", 12)).ShouldBe("Added b@12");
        Do(Upsert("a", 11)).ShouldBe("Added a@11", "late, but news");
        _machine.State.ShouldBe(new WatchState.Watching("12", 0));
    }

    [Fact]
    public void A_late_event_of_an_object_that_came_and_went_tells_nothing()
    {
        Synced(10);
        Do(Upsert("a", 9)).ShouldBe("", "it was gone before the list");
        Do(Delete("b", 12)).ShouldBe("");
        Do(Upsert("b", 11)).ShouldBe("", "its end overtook its beginning");
        _machine.Count.ShouldBe(0);
    }

    [Fact]
    public void A_late_delete_does_not_remove_a_newer_state()
    {
        Synced(10, ("a", 5));
        Do(Upsert("a", 20)).ShouldBe("Modified a@20");
        Do(Delete("a", 15)).ShouldBe("");
        _machine.Count.ShouldBe(1);
    }

    [Fact]
    public void An_object_that_leaves_the_selection_and_comes_back_is_added_again()
    {
        Synced(10, ("a", 5));
        Do(Delete("a", 11)).ShouldBe("Deleted a@11");
        Do(Upsert("a", 12)).ShouldBe("Added a@12");
    }

    [Fact]
    public void Another_object_under_the_same_name_is_a_deletion_and_an_addition()
    {
        Synced(10, ("a", 5));
        Do(new WatchInput.Upsert(Samples.Object("a", 12, "second"))).ShouldBe("Deleted a, Added a@12");
        Do(Delete("a", 11)).ShouldBe("", "the first one's end was told already");
        Do(Upsert("a", 11)).ShouldBe("", "and it does not come back");
    }

    [Theory]
    [InlineData(410, "Expired")]
    [InlineData(410, "Gone")]
    [InlineData(0, "Expired")]
    public void A_version_that_is_gone_means_listing_again(int code, string reason)
    {
        Synced(10, ("a", 1), ("b", 2));
        Fails(new KubernetesException(code, reason, "too old"));
        _machine.State.ShouldBe(new WatchState.Listing(null, 500));
    }

    [Fact]
    public void Listing_again_tells_only_what_changed_and_what_vanished()
    {
        Synced(10, ("same", 1), ("changed", 2), ("vanished", 3), ("replaced", 4));
        Fails(Gone());
        Do(Page(50, "more", ("same", 1), ("changed", 40))).ShouldBe("Modified changed@40");
        var last = new WatchInput.Page(new KubernetesList([Samples.Object("replaced", 41, "second"), Samples.Object("new", 42)], "50", null));
        Do(last).ShouldBe("Deleted replaced, Added replaced@41, Added new@42, Deleted vanished, Synced");
        _machine.Count.ShouldBe(4);
    }

    [Fact]
    public void A_list_is_believed_even_where_its_versions_are_older()
    {
        // An etcd restored from a backup: the server's versions start over.
        Synced(100, ("a", 90), ("b", 91));
        Fails(Gone());
        Do(Page(20, null, ("a", 15))).ShouldBe("Modified a@15, Deleted b, Synced");
        _machine.State.ShouldBe(new WatchState.Watching("20", 0));
        Do(Upsert("a", 21)).ShouldBe("Modified a@21");
    }

    [Fact]
    public void A_continue_token_that_is_gone_starts_the_list_over_and_tells_nothing_twice()
    {
        Do(Page(10, "more", ("a", 1), ("b", 2))).ShouldBe("Added a@1, Added b@2");
        Fails(Gone());
        _machine.State.ShouldBe(new WatchState.Listing(null, 500));
        Do(Page(20, null, ("a", 1), ("c", 3))).ShouldBe("Added c@3, Deleted b, Synced");
    }

    [Fact]
    public void A_failing_page_is_asked_for_again()
    {
        Do(Page(10, "more", ("a", 1)));
        Fails(Trouble());
        _machine.State.ShouldBe(new WatchState.Listing("more", 500));
    }

    [Fact]
    public void A_page_that_is_too_large_is_asked_for_in_smaller_ones()
    {
        var tooLarge = new KubernetesException(0, "TooLarge", "too large");
        foreach (var size in (int[])[125, 31, 7, 1])
        {
            _machine.Apply(new WatchInput.Error(tooLarge)).Failure.ShouldBeNull("nothing to wait for");
            _machine.State.ShouldBe(new WatchState.Listing(null, size));
        }

        Fails(tooLarge);
        Do(Page(10, "more", ("a", 1)));
        _machine.State.ShouldBe(new WatchState.Listing("more", 1));
    }

    [Fact]
    public void A_stream_that_ran_its_time_is_opened_again_from_where_it_was()
    {
        Synced(10);
        Do(Upsert("a", 12));
        Do(new WatchInput.End(Long)).ShouldBe("");
        _machine.State.ShouldBe(new WatchState.Watching("12", 0));
    }

    [Fact]
    public void An_idle_connection_is_opened_again_from_where_it_was()
    {
        Synced(10);
        Do(new WatchInput.Idle()).ShouldBe("");
        _machine.State.ShouldBe(new WatchState.Watching("10", 0));
    }

    [Fact]
    public void A_server_that_hangs_up_at_once_is_a_failure()
    {
        Synced(10);
        _machine.Apply(new WatchInput.End(TimeSpan.FromSeconds(0.2))).Failure!.Message.ShouldBe("watch: the server ended the stream after 0.2 s");
        _machine.State.ShouldBe(new WatchState.Watching("10", 1));
    }

    [Fact]
    public void The_third_failure_in_a_row_lists_again_and_any_event_ends_the_row()
    {
        Synced(10);
        Fails(Trouble());
        Fails(Trouble());
        Do(new WatchInput.Bookmark("11"));
        Fails(Trouble());
        Fails(Trouble());
        _machine.State.ShouldBe(new WatchState.Watching("11", 2));
        Fails(Trouble());
        _machine.State.ShouldBe(new WatchState.Listing(null, 500));
    }

    [Fact]
    public void Versions_that_are_no_numbers_are_told_when_they_differ()
    {
        ResourceVersions.IsNewer("b", "a").ShouldBeTrue();
        ResourceVersions.IsNewer("a", "a").ShouldBeFalse();
        ResourceVersions.IsNewer("18446744073709551615", "9").ShouldBeTrue("as numbers, not as text");
        ResourceVersions.IsNewer("9", "10").ShouldBeFalse();
    }

    private void Synced(int version, params (string Name, int Version)[] items) => Do(Page(version, null, items)).ShouldEndWith("Synced");

    private void Fails(KubernetesException failure)
    {
        var step = _machine.Apply(new WatchInput.Error(failure));
        step.Failure.ShouldBe(failure);
        step.Events.ShouldBeEmpty();
    }

    private string Do(WatchInput input)
    {
        var step = _machine.Apply(input);
        step.Failure.ShouldBeNull();
        return string.Join(", ", step.Events.Select(Text));
    }

    private static string Text(WatchEvent e) => e switch
    {
        { Type: WatchEventType.Synced } => "Synced",
        { Object: null } => $"{e.Type} {e.Key.Name}",
        _ => $"{e.Type} {e.Key.Name}@{e.Object.Metadata.ResourceVersion}",
    };

    private static KubernetesException Gone() => new(410, "Expired", "too old");

    private static KubernetesException Trouble() => new(500, "InternalError", "trouble");

    private static WatchInput.Page Page(int version, string? next, params (string Name, int Version)[] items) =>
        new(new KubernetesList([.. items.Select(i => Samples.Object(i.Name, i.Version))], $"{version}", next));

    private static WatchInput.Upsert Upsert(string name, int version) => new(Samples.Object(name, version));

    private static WatchInput.Delete Delete(string name, int version) => new(Samples.Object(name, version));
}
