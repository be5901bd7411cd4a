using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Sandbox.Guests;

public sealed class GuestTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Launcher Here = new("shop", "db");
    private static readonly KubeVirtRelease Newest = KubeVirtRelease.Find("1.9")!;

    [Fact]
    public void Without_a_thaw_the_guest_thaws_itself_when_the_time_is_up()
    {
        var guest = Freeze(Healthy(), Noon, seconds: 120);
        guest.IsFrozenAt(Noon.AddSeconds(119)).ShouldBeTrue();
        guest.IsFrozenAt(Noon.AddSeconds(121)).ShouldBeFalse();
    }

    [Fact]
    public void Zero_seconds_never_thaw() => Freeze(Healthy(), Noon, seconds: 0).IsFrozenAt(Noon.AddDays(1)).ShouldBeTrue();

    [Fact]
    public void Freezing_again_succeeds_and_leaves_the_old_timer()
    {
        var guest = Freeze(Freeze(Healthy(), Noon, seconds: 120), Noon.AddSeconds(100), seconds: 120);
        guest.Freezes.Count.ShouldBe(1);
        guest.IsFrozenAt(Noon.AddSeconds(121)).ShouldBeFalse();
    }

    [Fact]
    public void Thawing_a_thawed_guest_succeeds()
    {
        var result = LauncherCommands.Thaw(Healthy(), Here, Here.Domain, Newest, Noon);
        result.Error.ShouldBeNull();
        result.After.Freezes.ShouldBeEmpty();
    }

    [Fact]
    public void A_thaw_ends_the_freeze_and_the_timer()
    {
        var guest = LauncherCommands.Thaw(Freeze(Healthy(), Noon, seconds: 120), Here, Here.Domain, Newest, Noon.AddSeconds(5)).After;
        guest.IsFrozenAt(Noon.AddSeconds(4)).ShouldBeTrue("the past stays what it was");
        guest.IsFrozenAt(Noon.AddSeconds(6)).ShouldBeFalse();
    }

    [Fact]
    public void The_status_is_seen_at_the_next_poll_and_a_short_freeze_never()
    {
        var guest = Freeze(Healthy(), Noon.AddSeconds(1), seconds: 120);
        guest.ShowsFrozenAt(Noon.AddSeconds(4)).ShouldBeFalse();
        guest.ShowsFrozenAt(Noon.AddSeconds(6)).ShouldBeTrue();
        var brief = guest.Thaw(Noon.AddSeconds(4));
        brief.ShowsFrozenAt(Noon.AddSeconds(4)).ShouldBeFalse();
        brief.ShowsFrozenAt(Noon.AddSeconds(6)).ShouldBeFalse();
    }

    [Fact]
    public void The_status_is_stale_until_the_poll_after_the_thaw_and_stands_still_while_paused()
    {
        var thawed = Freeze(Healthy(), Noon, seconds: 120).Thaw(Noon.AddSeconds(6));
        thawed.ShowsFrozenAt(Noon.AddSeconds(9)).ShouldBeTrue();
        thawed.ShowsFrozenAt(Noon.AddSeconds(11)).ShouldBeFalse();
        thawed.Pause(Noon.AddSeconds(9)).ShowsFrozenAt(Noon.AddSeconds(60)).ShouldBeTrue();
    }

    [Fact]
    public void A_lying_agent_reports_what_is_not_so()
    {
        var guest = Freeze(VirtFreezerTests.Guest("lying"), Noon, seconds: 120);
        guest.ReportsFrozenAt(Noon.AddSeconds(6)).ShouldBeTrue();
        guest.IsFrozenAt(Noon.AddSeconds(6)).ShouldBeFalse();
    }

    [Fact]
    public void A_migrated_guest_has_no_agent_for_a_while_and_has_lost_its_timer()
    {
        var guest = Freeze(Healthy(), Noon, seconds: 120).Migrate(Noon.AddSeconds(10));
        guest.AgentVersionAt(Noon.AddSeconds(11)).ShouldBeEmpty();
        guest.AgentVersionAt(Noon.AddSeconds(16)).ShouldNotBeEmpty();
        guest.IsFrozenAt(Noon.AddHours(1)).ShouldBeTrue();
    }

    [Fact]
    public void A_guest_that_is_booting_has_no_agent() => new Guest(GuestFault.Healthy, Noon).AgentVersionAt(Noon.AddSeconds(14)).ShouldBeEmpty();

    [Fact]
    public void A_dead_agent_is_remembered_but_not_connected()
    {
        var guest = VirtFreezerTests.Guest("agent-dies");
        guest.AgentVersionAt(Noon).ShouldNotBeEmpty();
        guest.IsAgentConnectedAt(Noon).ShouldBeFalse();
    }

    [Fact]
    public async Task Virtual_time_runs_faster_and_so_do_its_timers()
    {
        var real = new FakeTimeProvider();
        var time = new VirtualTime(60, real);
        var start = time.GetUtcNow();
        var minute = Task.Delay(TimeSpan.FromMinutes(1), time);
        real.Advance(TimeSpan.FromSeconds(1));
        await minute;
        (time.GetUtcNow() - start).ShouldBe(TimeSpan.FromMinutes(1));
    }

    private static Guest Healthy() => VirtFreezerTests.Guest("healthy");

    private static Guest Freeze(Guest guest, DateTimeOffset at, int seconds)
    {
        var result = LauncherCommands.Freeze(guest, Here, Here.Domain, TimeSpan.FromSeconds(seconds), Newest, at);
        result.Error.ShouldBeNull();
        return result.After;
    }
}
