using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Consistency;

public class FactRuleTests
{
    [Fact]
    public void Off_needs_a_watch_over_the_whole_backup()
    {
        Off().Judge().Reasons.ShouldBe([ReasonCode.PoweredOff]);
        Off().With(s => s.End = machine => machine with { State = RunState.On }).Judge().Verdict.ShouldBe(Verdict.CrashConsistent);
        Off().With(s => s.Change = facts => facts with { History = facts.History with { Watched = [new WatchedSpan(s.Now.AddMinutes(-10), s.Now)] } }).Judge().Reasons.ShouldBe([ReasonCode.HistoryGap]);
        Off().With(s => s.Change = facts => facts with { History = ClusterHistory.Nothing, Afterwards = Scenario.Look(s.Machine) }).Judge().Reasons.ShouldBe([ReasonCode.FactsAfterTheFact]);
    }

    [Fact]
    public void An_instance_in_the_resource_list_contradicts_off()
    {
        var machine = new Scenario { Machine = Off().Machine }.Snapshot("root").Judge();

        machine.Reasons.ShouldBe([ReasonCode.EvidenceContradicts]);
    }

    [Theory]
    [InlineData("uid")]
    [InlineData("state")]
    [InlineData("gone")]
    public void What_moved_under_a_freeze_makes_it_worthless(string what)
    {
        var machine = new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.End = end => what switch
        {
            "uid" => end with { InstanceUid = "two", InstanceCreatedAt = s.Now },
            "state" => end with { State = RunState.Off },
            _ => null,
        }).Judge();

        machine.Verdict.ShouldBe(Verdict.Unverified);
    }

    [Theory]
    [InlineData(FreezePolicy.Required, FreezePolicy.None, FreezePolicy.Required)]
    [InlineData(FreezePolicy.Preferred, FreezePolicy.Required, FreezePolicy.Required)]
    [InlineData(FreezePolicy.None, FreezePolicy.Unknown, FreezePolicy.None)]
    [InlineData(FreezePolicy.Disabled, FreezePolicy.Preferred, FreezePolicy.Preferred)]
    public void Of_two_labels_the_stricter_counts_and_the_change_is_said(FreezePolicy start, FreezePolicy end, FreezePolicy counts)
    {
        var machine = new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Machine = s.Machine with { Policy = start }).With(s => s.End = last => last with { Policy = end }).Judge();

        machine.Policy.ShouldBe(counts);
        machine.Message.ShouldContain("the label changed");
    }

    [Fact]
    public void The_state_of_now_proves_nothing_about_then() =>
        new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Change = facts => facts with { History = ClusterHistory.Nothing, Afterwards = Scenario.Look(s.Machine) }).Judge()
            .Reasons.ShouldBe([ReasonCode.FactsAfterTheFact]);

    [Fact]
    public void Without_any_facts_a_hook_counts_as_an_opt_in()
    {
        var report = ConsistencyJudge.Judge(new Scenario().Freeze(FreezerOutcome.NoGuestAgent).Snapshot("root").Thaw().With(s => s.Change = facts => facts with { History = ClusterHistory.Nothing }).Facts());

        report.VirtualMachines.ShouldHaveSingleItem().Policy.ShouldBe(FreezePolicy.Required);
        report.PolicyMet.ShouldBeFalse();
    }

    [Fact]
    public void Without_the_resource_list_an_opted_in_vm_of_the_backups_namespaces_is_not_forgotten()
    {
        var scenario = new Scenario().With(s => s.Evidence = evidence => evidence with { ResourceListState = ArtifactState.Missing, ResourceList = ResourceList.Empty, VolumeInfoState = ArtifactState.Missing });
        scenario.Judge().Verdict.ShouldBe(Verdict.Unverified);

        scenario.Change = facts => facts with { Backup = facts.Backup with { ExcludedNamespaces = ["shop"] } };
        ConsistencyJudge.Judge(scenario.Facts()).Verdict.ShouldBe(Verdict.NotApplicable);
    }

    [Fact]
    public void A_backup_of_which_nothing_is_known_is_not_called_nobodys()
    {
        var scenario = new Scenario { Change = facts => facts with { History = ClusterHistory.Nothing } };
        scenario.Evidence = evidence => evidence with { Log = LogEvidence.Missing, ResourceListState = ArtifactState.Missing, ResourceList = ResourceList.Empty, Volumes = [] };

        var report = ConsistencyJudge.Judge(scenario.Facts());

        report.VirtualMachines.ShouldBeEmpty();
        report.Verdict.ShouldBe(Verdict.Unverified);
        report.PolicyMet.ShouldBeFalse();
        ReportText.Summary(report).ShouldBe("unverified: nothing that tells which VMs are in this backup could be read");
    }

    [Theory]
    [InlineData(2, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(3, 0, false)]
    [InlineData(2, 1, false)]
    public void Veleros_counters_have_to_fit_the_log(int attempted, int failed, bool fits)
    {
        var machine = new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Change = facts => facts with
        {
            Backup = facts.Backup with { Summary = facts.Backup.Summary with { HooksAttempted = attempted, HooksFailed = failed } },
        }).Judge();

        machine.Verdict.ShouldBe(fits ? Verdict.FileSystemConsistent : Verdict.Unverified);
    }

    [Theory]
    [InlineData(ArtifactState.Complete, Verdict.NotApplicable, true)]
    [InlineData(ArtifactState.Missing, Verdict.Unverified, false)]
    [InlineData(ArtifactState.Truncated, Verdict.Unverified, false)]
    public void Without_facts_only_a_whole_log_tells_that_nobody_opted_in(ArtifactState log, Verdict verdict, bool met)
    {
        var report = ConsistencyJudge.Judge(new Scenario().Snapshot("root").With(s => s.Log = read => read with { State = log })
            .With(s => s.Change = facts => facts with { History = ClusterHistory.Nothing }).Facts());

        report.VirtualMachines.ShouldHaveSingleItem().Policy.ShouldBe(FreezePolicy.None);
        report.Verdict.ShouldBe(verdict);
        report.PolicyMet.ShouldBe(met);
    }

    [Fact]
    public void A_tarball_that_lacks_the_vm_does_not_take_its_opt_in_away()
    {
        var empty = new ClusterFacts(DateTimeOffset.UnixEpoch, new Dictionary<VirtualMachineKey, VirtualMachineFacts>());
        var report = ConsistencyJudge.Judge(new Scenario().Freeze(FreezerOutcome.NoGuestAgent).Snapshot("root").Thaw()
            .With(s => s.Change = facts => facts with { History = ClusterHistory.Nothing, InBackup = empty }).Facts());

        report.Verdict.ShouldBe(Verdict.CrashConsistent);
        report.PolicyMet.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Completed", Verdict.FileSystemConsistent, Verdict.OfflineConsistent)]
    [InlineData("PartiallyFailed", Verdict.FileSystemConsistent, Verdict.OfflineConsistent)]
    [InlineData("Failed", Verdict.Unverified, Verdict.Unverified)]
    [InlineData("FailedValidation", Verdict.Unverified, Verdict.Unverified)]
    public void A_backup_that_Velero_calls_failed_is_good_for_nothing(string phase, Verdict frozen, Verdict off)
    {
        Func<BackupFacts, BackupFacts> ended = facts => facts with { Backup = facts.Backup with { Summary = facts.Backup.Summary with { Phase = phase } } };

        new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Change = ended).Judge().Verdict.ShouldBe(frozen);
        Off().With(s => s.Change = ended).Judge().Verdict.ShouldBe(off);
    }

    [Fact]
    public void The_backup_is_worth_what_its_worst_opted_in_vm_is()
    {
        var report = ConsistencyJudge.Judge(new Scenario().Freeze(FreezerOutcome.NoGuestAgent).Snapshot("root").Thaw().With(s => s.Machine = s.Machine with { Policy = FreezePolicy.Preferred }).Facts());

        report.Verdict.ShouldBe(Verdict.CrashConsistent);
        report.PolicyMet.ShouldBeTrue("preferred accepts less");
    }

    [Theory]
    [InlineData(0, 1, "shop", true)]
    [InlineData(0, 1, "", true)]
    [InlineData(0, 1, "sh*", true)]
    [InlineData(0, 1, "bank", false)]
    [InlineData(-600, -300, "shop", false)]
    [InlineData(300, 600, "shop", false)]
    [InlineData(-600, null, "shop", true)]
    public void Another_backup_that_was_in_progress_within_the_vms_span_may_have_thawed_the_guest(int from, int? to, string @namespace, bool counts)
    {
        var scenario = new Scenario().Freeze().Snapshot("root").Thaw();
        var start = scenario.Now;
        scenario.Change = facts => facts with
        {
            History = facts.History with
            {
                Actors = [new FreezingActor { Kind = "Backup", Namespace = "velero", Name = "hourly", IncludedNamespaces = @namespace.Length == 0 ? [] : [@namespace], From = start.AddSeconds(from), To = to is { } end ? start.AddSeconds(end) : null }],
            },
        };
        scenario.Judge().Reasons.ShouldBe([counts ? ReasonCode.OtherActor : ReasonCode.Frozen]);
    }

    [Theory]
    [InlineData(true, ReasonCode.Frozen)]
    [InlineData(null, ReasonCode.Frozen)]
    [InlineData(false, ReasonCode.EvidenceContradicts)]
    public void A_nameless_freeze_is_not_this_vms_where_its_launcher_pod_asks_for_none(bool? hooked, ReasonCode reason)
    {
        var scenario = new Scenario().Freeze().Snapshot("root").Thaw();
        scenario.Machine = scenario.Machine with { Pods = [scenario.Machine.Pods[0] with { HasFreezeHook = hooked }] };
        scenario.Judge().Reasons.ShouldBe([reason]);
    }

    private static Scenario Off() => new Scenario().WithoutPod().Snapshot("root").With(s => s.Machine = s.Machine with { State = RunState.Off, Pods = [], InstanceUid = "" });

    [Theory]
    [InlineData(RunState.On, Verdict.CrashConsistent)]
    [InlineData(RunState.Unknown, Verdict.CrashConsistent)]
    [InlineData(RunState.Off, Verdict.FileSystemConsistent)]
    public void A_vm_that_is_not_in_the_backup_writes_to_a_shared_disk_all_the_same(RunState state, Verdict verdict)
    {
        var other = new VirtualMachineFacts { Key = new("shop", "other"), State = state, Disks = [new DiskFacts("root", "root")] };
        var scenario = new Scenario().Freeze().Snapshot("root").Thaw().With(s => s.Change = facts => facts with
        {
            History = facts.History with
            {
                VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>(facts.History.VirtualMachines) { [other.Key] = [new VirtualMachineState(DateTimeOffset.UnixEpoch, other)] },
            },
        });
        scenario.Judge().Verdict.ShouldBe(verdict);
    }

    [Theory]
    [InlineData("virt-launcher-db-1-x7k2p", true)]
    [InlineData("virt-launcher-db-2-x7k2p", false)]
    [InlineData("virt-launcher-db-x7k2p", false)]
    public void A_vm_is_off_by_somebodys_word_though_another_with_a_longer_name_runs(string pod, bool isOff)
    {
        var scenario = Off().With(s => s.Change = facts => facts with
        {
            History = ClusterHistory.ByWord(Scenario.Look(s.Machine)),
            Evidence = facts.Evidence with
            {
                ResourceList = new ResourceList(new Dictionary<string, IReadOnlySet<string>>
                {
                    ["kubevirt.io/v1/VirtualMachine"] = new HashSet<string> { "shop/db", "shop/db-1" },
                    ["v1/Pod"] = new HashSet<string> { $"shop/{pod}" },
                    ["v1/PersistentVolumeClaim"] = new HashSet<string> { "shop/root" },
                }),
            },
        });
        var machine = ConsistencyJudge.Judge(scenario.Facts()).VirtualMachines.Single(machine => machine.Name == "db");
        (machine.Verdict == Verdict.OfflineConsistent).ShouldBe(isOff);
    }

    [Fact]
    public void Without_facts_many_vms_in_one_namespace_are_judged_in_time()
    {
        var scenario = new Scenario();
        foreach (var name in Enumerable.Range(0, 2_000).Select(i => $"vm{i}"))
        {
            scenario.Hook(HookPhase.Pre, new FreezerCommand(FreezerMode.Freeze, "shop", name), FreezerOutcome.Done).Snapshot(name)
                .Hook(HookPhase.Post, new FreezerCommand(FreezerMode.Unfreeze, "shop", name), FreezerOutcome.Done);
        }

        scenario.Change = facts => facts with
        {
            History = ClusterHistory.Nothing,
            Evidence = facts.Evidence with { ResourceListState = ArtifactState.Missing, ResourceList = ResourceList.Empty },
        };
        ConsistencyJudge.Judge(scenario.Facts()).VirtualMachines.Count(machine => machine.Reasons[0] == ReasonCode.FactsAfterTheFact).ShouldBe(2_000);
    }
}
