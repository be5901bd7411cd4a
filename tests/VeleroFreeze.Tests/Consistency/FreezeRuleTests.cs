using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Consistency;

public class FreezeRuleTests
{
    [Fact]
    public void A_freeze_that_both_virt_freezer_and_velero_attest_makes_a_window()
    {
        var machine = new Scenario().Freeze().Snapshot("root").Thaw().Judge();

        machine.Verdict.ShouldBe(Verdict.FileSystemConsistent);
        machine.Reasons.ShouldBe([ReasonCode.Frozen]);
        machine.Freeze!.LimitSeconds.ShouldBe(300);
        machine.Freeze.ThawedAt.ShouldNotBeNull().ShouldBeGreaterThan(machine.Freeze.FrozenAt!.Value);
        machine.Volumes.ShouldHaveSingleItem().InsideFreeze.ShouldBe(true);
    }

    [Theory]
    [InlineData(FreezerOutcome.NoGuestAgent, HookOutcome.Succeeded, ReasonCode.NoGuestAgent)]
    [InlineData(FreezerOutcome.NoGuestAgent, HookOutcome.Unknown, ReasonCode.NoGuestAgent)]
    [InlineData(FreezerOutcome.DomainNotRunning, HookOutcome.Succeeded, ReasonCode.DomainNotRunning)]
    [InlineData(FreezerOutcome.DomainNotRunning, HookOutcome.Failed, ReasonCode.DomainNotRunning)]
    [InlineData(FreezerOutcome.Failed, HookOutcome.Failed, ReasonCode.FreezeFailed)]
    [InlineData(FreezerOutcome.Failed, HookOutcome.Succeeded, ReasonCode.FreezeFailed)]
    [InlineData(FreezerOutcome.NotStarted, HookOutcome.Failed, ReasonCode.FreezeFailed)]
    public void A_guest_that_was_not_frozen_is_crash_consistent_and_says_why(FreezerOutcome said, HookOutcome outcome, ReasonCode reason)
    {
        var machine = new Scenario().Freeze(said, outcome).Snapshot("root").Thaw().Judge();

        machine.Verdict.ShouldBe(Verdict.CrashConsistent);
        machine.Reasons[0].ShouldBe(reason);
        machine.Freeze!.FrozenAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(FreezerOutcome.Done, HookOutcome.Failed, ReasonCode.EvidenceContradicts)]
    [InlineData(FreezerOutcome.Done, HookOutcome.TimedOut, ReasonCode.EvidenceContradicts)]
    [InlineData(FreezerOutcome.Done, HookOutcome.Unknown, ReasonCode.UnknownMessage)]
    [InlineData(FreezerOutcome.Unknown, HookOutcome.Succeeded, ReasonCode.UnknownMessage)]
    public void Half_of_an_attestation_proves_nothing(FreezerOutcome said, HookOutcome outcome, ReasonCode reason)
    {
        var machine = new Scenario().Freeze(said, outcome).Snapshot("root").Thaw().Judge();

        machine.Verdict.ShouldBe(Verdict.Unverified);
        machine.Reasons.ShouldBe([reason]);
    }

    [Fact]
    public void An_unknown_word_of_the_thaw_may_be_a_new_word_for_an_early_thaw() =>
        new Scenario().Freeze().Snapshot("root").Thaw(FreezerOutcome.Unknown).Judge().Reasons.ShouldBe([ReasonCode.UnknownMessage]);

    [Theory]
    [InlineData("LibvirtError(Code=1, Domain=10, Message='internal error: unable to execute QEMU agent command 'guest-fsfreeze-thaw': no')", true)]
    [InlineData("LibvirtError(Code=86, Domain=10, Message='Guest agent is not responding: Guest agent not available for now')", true)]
    [InlineData("LibvirtError(Code=86, Domain=10, Message='Guest agent is not responding: QEMU guest agent is not connected')", false)]
    [InlineData("LibvirtError(Code=42, Domain=10, Message='Domain not found: no domain with matching name 'shop_db'')", false)]
    [InlineData("unknown error encountered sending command Unfreeze: rpc error: code = DeadlineExceeded desc = context deadline exceeded", false)]
    public void A_thaw_that_the_living_guest_refused_stands_with_a_good_verdict_and_one_that_nobody_answered_does_not(string reason, bool isAnswer) =>
        new Scenario().Freeze().Snapshot("root").Thaw(FreezerOutcome.Failed, HookOutcome.Failed, reason).Judge().Reasons
            .ShouldBe([isAnswer ? ReasonCode.Frozen : ReasonCode.InstanceReplaced, ReasonCode.ThawFailed]);

    [Fact]
    public void Without_a_thaw_the_window_stays_open_until_the_limit()
    {
        var machine = new Scenario().Freeze().Wait(250).Snapshot("root").Judge();

        machine.Reasons.ShouldBe([ReasonCode.ThawFailed]);
        machine.Verdict.ShouldBe(Verdict.Unverified);
        machine.Volumes.ShouldHaveSingleItem().InsideFreeze.ShouldBe(true);
        machine.Freeze!.ThawedAt.ShouldBe(machine.Freeze.RequestedAt!.Value.AddSeconds(300));
    }

    [Theory]
    [InlineData(GuestSystem.Other, ReasonCode.Frozen)]
    [InlineData(GuestSystem.Unknown, ReasonCode.GuestUnknown)]
    [InlineData(GuestSystem.Windows, ReasonCode.VssWindowExceeded)]
    public void Which_system_an_instance_had_that_is_gone_says_nothing_of_the_one_that_was_frozen(GuestSystem now, ReasonCode reason) =>
        new Scenario().Wait(60).Freeze().Snapshot("root", seconds: 12).Thaw()
            .Told((machine, first) => [first, new(Scenario.At(30), machine with { InstanceUid = "two", InstanceCreatedAt = Scenario.At(29), Guest = now, Pods = [machine.Pods[0] with { InstanceUid = "two", CreatedAt = Scenario.At(29) }] })])
            .Judge().Reasons[0].ShouldBe(reason);

    [Fact]
    public void The_second_that_touches_the_limit_is_outside()
    {
        // Frozen at second 0 at the earliest; a capture in second 299 is over by 300, one in second 300 is not.
        Captured(at: 299).Verdict.ShouldBe(Verdict.FileSystemConsistent);
        Captured(at: 300).Reasons.ShouldBe([ReasonCode.AutomaticThaw]);

        static VirtualMachineReport Captured(int at) => new Scenario().Freeze().Snapshot("root", seconds: at - 1).Thaw().Judge();
    }

    [Fact]
    public void A_limit_of_zero_never_thaws() =>
        new Scenario().Freeze(limit: 0).Snapshot("root", seconds: 5000).Thaw().Judge().Freeze!.LimitSeconds.ShouldBeNull();

    [Theory]
    [InlineData(GuestSystem.Windows, 9, Verdict.FileSystemConsistent, ReasonCode.Frozen)]
    [InlineData(GuestSystem.Windows, 10, Verdict.CrashConsistent, ReasonCode.VssWindowExceeded)]
    [InlineData(GuestSystem.Unknown, 9, Verdict.FileSystemConsistent, ReasonCode.Frozen)]
    [InlineData(GuestSystem.Unknown, 10, Verdict.Unverified, ReasonCode.GuestUnknown)]
    [InlineData(GuestSystem.Other, 10, Verdict.FileSystemConsistent, ReasonCode.Frozen)]
    public void Windows_has_ten_seconds_and_a_guest_that_may_be_windows_too(GuestSystem guest, int at, Verdict verdict, ReasonCode reason)
    {
        var machine = new Scenario().Guest(guest).Freeze().Snapshot("root", seconds: at - 1).Thaw().Judge();

        machine.Verdict.ShouldBe(verdict);
        machine.Reasons.ShouldBe([reason]);
    }

    [Fact]
    public void A_foreign_command_between_freeze_and_thaw_closes_the_window()
    {
        var scenario = new Scenario().Disks("root", "data").Freeze().Snapshot("root")
            .Hook(HookPhase.Pre, null, null, pod: "virt-launcher-db-x7k2p").Snapshot("data").Thaw();

        scenario.Judge().Verdict.ShouldBe(Verdict.Partial);
    }

    [Fact]
    public void A_foreign_command_before_the_freeze_may_have_frozen_the_guest_with_a_shorter_timer() =>
        new Scenario().Hook(HookPhase.Pre, null, null, pod: "virt-launcher-db-x7k2p").Freeze().Snapshot("root").Thaw().Judge().Reasons.ShouldBe([ReasonCode.AlreadyFrozen]);

    [Theory]
    [InlineData(FreezerMode.Unfreeze, "compute", "db", ReasonCode.HooksOverridden)]
    [InlineData(FreezerMode.Freeze, "guest-console-log", "db", ReasonCode.HooksOverridden)]
    [InlineData(FreezerMode.Freeze, "compute", "other", ReasonCode.StaleName)]
    public void A_command_is_accepted_only_in_its_mode_its_container_and_with_the_vms_name(FreezerMode mode, string container, string name, ReasonCode reason)
    {
        var machine = new Scenario().Hook(HookPhase.Pre, new FreezerCommand(mode, "shop", name), FreezerOutcome.Done, container: container, pod: "virt-launcher-db-x7k2p").Snapshot("root").Judge();

        machine.Verdict.ShouldBe(Verdict.CrashConsistent);
        machine.Reasons.ShouldBe([reason]);
    }

    [Fact]
    public void A_clock_that_was_set_back_proves_nothing() =>
        new Scenario().Freeze().Wait(-100).Snapshot("root").Thaw().With(s => s.Log = log => log with { LastAt = null, FirstAt = null }).Judge().Reasons.ShouldBe([ReasonCode.ClockSkew]);

    [Fact]
    public void A_line_that_cannot_be_read_may_have_been_a_thaw() =>
        new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Log = log => log with { UnreadableLines = 1 }).Judge().Reasons.ShouldBe([ReasonCode.LogUnreadable]);

    [Fact]
    public void A_nameless_post_hook_may_be_the_thaw_of_a_vm_without_one()
    {
        var machine = new Scenario().Disks("root", "data").Freeze().Snapshot("root").Hook(HookPhase.Post, null, null).Snapshot("data").Judge();

        machine.Verdict.ShouldBe(Verdict.Partial);
        machine.Volumes.Select(volume => volume.InsideFreeze).ShouldBe([false, true]);
    }

    [Fact]
    public void A_nameless_post_hook_is_another_pods_where_the_vm_has_a_thaw() =>
        new Scenario().Freeze().Hook(HookPhase.Post, null, null).Snapshot("root").Thaw().Judge().Verdict.ShouldBe(Verdict.FileSystemConsistent);

    [Fact]
    public void A_clock_that_was_set_back_and_caught_up_hides_how_long_the_guest_was_frozen()
    {
        Set(line: 3).Reasons.ShouldBe([ReasonCode.ClockSkew]);
        Set(line: 1).Reasons.ShouldBe([ReasonCode.Frozen]);

        static VirtualMachineReport Set(int line) => new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Log = log => log with { ClockSteps = [line] }).Judge();
    }
}
