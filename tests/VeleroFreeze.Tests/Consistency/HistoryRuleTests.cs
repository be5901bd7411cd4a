using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>What a history leaves open, and what a hook of nobody may have done.</summary>
public class HistoryRuleTests
{
    /// <summary>The freeze is asked for at second 20 and the thaw is answered at second 23.</summary>
    [Theory]
    [InlineData(-300, 10, true)]
    [InlineData(-300, 19, false)]
    [InlineData(21, 22, false)]
    [InlineData(22, 600, false)]
    [InlineData(26, 600, true)]
    public void What_the_vm_was_has_to_be_known_all_the_time(int from, int to, bool isGood)
    {
        var scenario = new Scenario();
        var start = scenario.Now;
        scenario.Wait(20).Freeze().Snapshot("root").Thaw().With(s => s.Change = facts => facts with
        {
            History = facts.History with
            {
                VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>
                {
                    [Scenario.Key] =
                    [
                        new(start.AddMinutes(-10), s.Machine), new(start.AddSeconds(from), new VirtualMachineFacts { Key = Scenario.Key, Policy = s.Machine.Policy, State = RunState.Unknown }),
                        new(start.AddSeconds(to), s.Machine),
                    ],
                },
            },
        });

        scenario.Judge().Reasons[0].ShouldBe(isGood ? ReasonCode.Frozen : ReasonCode.HistoryGap);
    }

    /// <summary>The freeze is asked for at second 20 and the thaw is answered at second 23.</summary>
    [Theory]
    [InlineData(17, ReasonCode.Frozen)]
    [InlineData(19, ReasonCode.CaptureUnknown)]
    [InlineData(22, ReasonCode.CaptureUnknown)]
    [InlineData(26, ReasonCode.CapturedOutsideWindow)]
    public void A_disk_that_is_plugged_in_after_the_freeze_is_not_frozen_by_it(int plugged, ReasonCode expected)
    {
        var scenario = new Scenario().With(s => s.Machine = s.Machine with { Disks = [.. s.Machine.Disks, new DiskFacts("late", "late", IsHotplugged: true)] });
        var start = scenario.Now;
        scenario.Wait(20).Freeze().Snapshot("root").Snapshot("late").Thaw().With(s => s.Change = facts => facts with
        {
            History = facts.History with
            {
                VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>
                {
                    [Scenario.Key] = [new(start.AddMinutes(-10), s.Machine with { Disks = [.. s.Machine.Disks.SkipLast(1)] }), new(start.AddSeconds(plugged), s.Machine)],
                },
            },
        });

        scenario.Judge().Reasons[0].ShouldBe(expected);
    }

    /// <summary>Since Velero 1.15 a line names no pod.</summary>
    [Theory]
    [InlineData("compute", false, "/bin/sh", ReasonCode.HooksOverridden)]
    [InlineData("compute", true, "/bin/sh", ReasonCode.HooksOverridden)]
    [InlineData("compute", false, "/bin/busybox sh", ReasonCode.HooksOverridden)]
    [InlineData("compute", false, "/bin/busybox echo", ReasonCode.Frozen)]
    [InlineData("compute", false, "/bin/sync", ReasonCode.Frozen)]
    [InlineData("app", false, "/bin/sh", ReasonCode.Frozen)]
    public void Another_pre_hook_after_the_freeze_may_have_thawed_the_guest(string container, bool interleaved, string command, ReasonCode reason) =>
        new Scenario().Freeze().Hook(HookPhase.Pre, null, null, container: container).Mark(LogMarkKind.ClaimStarted, "root").Snapshot("root").Thaw()
            .With(s => s.Log = log => log with
            {
                HooksInterleave = interleaved,
                Hooks = [.. log.Hooks.Select(hook => hook.Command is null ? hook with { Arguments = command.Split(' ') } : hook)],
            }).Judge().Reasons.ShouldBe([reason]);

    /// <summary>Freezing a frozen guest succeeds and does not start its timer anew.</summary>
    [Theory]
    [InlineData(FreezerOutcome.Done, HookOutcome.Succeeded, ReasonCode.Frozen)]
    [InlineData(FreezerOutcome.Failed, HookOutcome.Failed, ReasonCode.AlreadyFrozen)]
    public void After_a_thaw_that_failed_the_timer_of_the_first_freeze_goes_on(FreezerOutcome said, HookOutcome outcome, ReasonCode reason) =>
        new Scenario().Freeze(limit: 60).Thaw(said, outcome, "no answer").Wait(45).Freeze().Wait(30).Snapshot("root").Thaw().Judge().Reasons.ShouldBe([reason]);

    /// <summary>A VM that came and went while nobody watched may have been one that opted in.</summary>
    [Theory]
    [InlineData(0, FreezePolicy.None)]
    [InlineData(2, FreezePolicy.Required)]
    public void A_vm_with_hooks_that_nobody_knows_counts_as_opted_in_where_the_watch_had_a_gap(int gapSeconds, FreezePolicy policy)
    {
        var scenario = new Scenario();
        var start = scenario.Now;
        WatchedSpan[] watched = gapSeconds == 0 ? [new(start.AddMinutes(-10), start.AddMinutes(10))] : [new(start.AddMinutes(-10), start), new(start.AddSeconds(gapSeconds), start.AddMinutes(10))];
        scenario.Freeze().Snapshot("root").Thaw().With(s => s.Change = facts => facts with { History = new ClusterHistory { Source = HistorySource.Watch, Watched = watched } });

        scenario.Judge().Policy.ShouldBe(policy);
    }

    [Fact]
    public void A_nameless_pre_hook_after_another_vms_is_that_ones()
    {
        var scenario = new Scenario().Freeze().Hook(HookPhase.Pre, new FreezerCommand(FreezerMode.Freeze, "shop", "other"), FreezerOutcome.Done).Hook(HookPhase.Pre, null, null).Snapshot("root").Thaw();

        ConsistencyJudge.Judge(scenario.Facts()).VirtualMachines.Single(machine => machine.Name == "db").Reasons.ShouldBe([ReasonCode.Frozen]);
    }

    [Fact]
    public void A_disk_that_was_being_filled_is_not_consistent_because_its_vm_was_off()
    {
        Off(importing: false).Verdict.ShouldBe(Verdict.OfflineConsistent);

        var machine = Off(importing: true);
        machine.Verdict.ShouldBe(Verdict.Unverified);
        machine.Message.ShouldContain("an import");

        static VirtualMachineReport Off(bool importing) => new Scenario().WithoutPod().Snapshot("root")
            .With(s => s.Machine = s.Machine with { State = RunState.Off, Pods = [], InstanceUid = "", Disks = [new DiskFacts("root", "root", IsImporting: importing)] }).Judge();
    }

    /// <summary>What is told against the sharer's freeze counts for the disk that both write to.</summary>
    [Theory]
    [InlineData(null, Verdict.FileSystemConsistent)]
    [InlineData(false, Verdict.CrashConsistent)]
    public void A_shared_disk_needs_the_sharers_freeze_to_be_without_a_contradiction(bool? hooked, Verdict verdict)
    {
        var scenario = new Scenario();
        var other = new VirtualMachineKey("shop", "other");
        scenario.Freeze().Hook(HookPhase.Pre, new FreezerCommand(FreezerMode.Freeze, "shop", "other"), FreezerOutcome.Done).Snapshot("root").Thaw()
            .Hook(HookPhase.Post, new FreezerCommand(FreezerMode.Unfreeze, "shop", "other"), FreezerOutcome.Done);
        var start = scenario.Machine.Pods[0].CreatedAt;
        var sharer = scenario.Machine with { Key = other, InstanceUid = "two", Pods = [new LauncherPod("virt-launcher-other-aaaaa", "Running", hooked, "two", start)] };
        scenario.Change = facts => facts with
        {
            History = facts.History with
            {
                VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>(facts.History.VirtualMachines) { [other] = [new(start!.Value, sharer)] },
            },
            Evidence = facts.Evidence with
            {
                ResourceList = new ResourceList(new Dictionary<string, IReadOnlySet<string>>
                {
                    ["kubevirt.io/v1/VirtualMachine"] = new HashSet<string> { "shop/db", "shop/other" },
                    ["v1/Pod"] = new HashSet<string> { "shop/virt-launcher-db-x7k2p", "shop/virt-launcher-other-aaaaa" },
                    ["v1/PersistentVolumeClaim"] = new HashSet<string> { "shop/root" },
                }),
            },
        };

        ConsistencyJudge.Judge(scenario.Facts()).VirtualMachines.Single(machine => machine.Name == "db").Verdict.ShouldBe(verdict);
    }
}
