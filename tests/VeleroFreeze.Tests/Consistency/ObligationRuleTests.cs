using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>
/// Each obligation by itself, at the second where it stops being met: what another one happens to hold against the same VM does not hide it. The freeze is asked for at
/// second 20, the disk is captured in seconds 21 and 22, and the thaw is answered at second 23. Clocks differ by 2 seconds, and a watch is late by 3.
/// </summary>
public class ObligationRuleTests
{
    private const string Pod = "virt-launcher-db-x7k2p";

    [Theory]
    [InlineData(18, 28, "")]
    [InlineData(19, 28, "history")]
    [InlineData(18, 27, "history")]
    public void The_watch_reaches_from_before_the_freeze_to_after_the_thaw(int from, int to, string unmet) =>
        Frozen().History(history => history with { Watched = [new WatchedSpan(Scenario.At(from), Scenario.At(to))] }).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(18, "")]
    [InlineData(19, "history")]
    public void Somebody_saw_the_vm_before_its_freeze(int seen, string unmet) =>
        Frozen().Told((machine, _) => [new(Scenario.At(seen), machine)]).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(25, "instance history")]
    [InlineData(26, "")]
    public void A_state_of_which_nothing_is_known_counts_until_two_seconds_after_the_thaw(int told, string unmet) =>
        Frozen().Told((machine, first) => [first, new(Scenario.At(told), machine with { State = RunState.Unknown, InstanceUid = "", InstanceCreatedAt = null })]).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(25, "instance")]
    [InlineData(26, "")]
    public void An_instance_that_stopped_counts_until_two_seconds_after_the_thaw(int told, string unmet)
    {
        Frozen().Told((machine, first) => [first, new(Scenario.At(told), machine with { State = RunState.Off, InstanceUid = "", InstanceCreatedAt = null })]).Unmet().ShouldBe(unmet);
        Frozen().Told((_, first) => [first, new(Scenario.At(told), null)]).Unmet().ShouldBe(unmet);
        Frozen().Told((machine, first) => [first, new(Scenario.At(told), machine with { InstanceUid = "", InstanceCreatedAt = null })]).Unmet().ShouldBe(unmet);
    }

    [Theory]
    [InlineData(22, 22, "instance")]
    [InlineData(22, 30, "instance")]
    [InlineData(26, 25, "instance")]
    [InlineData(26, 26, "")]
    [InlineData(26, null, "instance")]
    public void Another_instance_that_is_told_late_is_a_later_one_only_if_it_was_created_after_the_thaw(int told, int? created, string unmet) =>
        Frozen().Told((machine, first) => [first, new(Scenario.At(told), machine with { InstanceUid = "two", InstanceCreatedAt = created is { } second ? Scenario.At(second) : null })]).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(22, false, "")]
    [InlineData(23, false, "instance")]
    [InlineData(18, true, "")]
    [InlineData(19, true, "instance")]
    public void The_instance_is_older_than_the_freeze_and_surely_so_where_another_was_seen_too(int created, bool another, string unmet) =>
        Frozen().Told((machine, first) =>
        [
            first with { Machine = machine with { InstanceCreatedAt = Scenario.At(created) } },
            .. another ? [new VirtualMachineState(Scenario.At(26), machine with { InstanceUid = "two", InstanceCreatedAt = Scenario.At(60) })] : Array.Empty<VirtualMachineState>(),
        ]).Unmet().ShouldBe(unmet);

    [Fact]
    public void An_instance_without_a_uid_is_none()
    {
        Frozen().Told((machine, first) => [first with { Machine = machine with { InstanceUid = "", Pods = [machine.Pods[0] with { InstanceUid = "" }] } }]).Unmet().ShouldBe("instance");
        Frozen().Told((machine, first) => [first with { Machine = machine with { InstanceCreatedAt = null } }]).Unmet().ShouldBe("instance");
    }

    [Theory]
    [InlineData("one", 22, "")]
    [InlineData("one", 23, "instance")]
    [InlineData("one", null, "instance")]
    [InlineData("two", 0, "instance")]
    public void The_launcher_pod_is_one_of_the_instance_and_older_than_the_freeze(string instance, int? created, string unmet) =>
        Frozen().Told((machine, first) =>
            [first with { Machine = machine with { Pods = [new LauncherPod(Pod, "Running", InstanceUid: instance, CreatedAt: created is { } second ? Scenario.At(second) : null)] } }]).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(Pod, "")]
    [InlineData("virt-launcher-db-zzzzz", "instance")]
    public void A_hook_that_names_its_pod_ran_in_the_launcher_pod_of_the_instance(string pod, string unmet) =>
        new Scenario().Wait(20).Hook(HookPhase.Pre, new FreezerCommand(FreezerMode.Freeze, "shop", "db"), FreezerOutcome.Done, pod: pod).Snapshot("root").Thaw()
            .With(s => s.Evidence = evidence => evidence with { ResourceList = List(Pod, pod) }).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(Pod, ArtifactState.Complete, "")]
    [InlineData("virt-launcher-db-zzzzz", ArtifactState.Complete, "instance")]
    [InlineData(Pod, ArtifactState.Truncated, "instance")]
    public void The_list_of_the_backup_holds_the_launcher_pod(string pod, ArtifactState state, string unmet) =>
        Frozen().With(s => s.Evidence = evidence => evidence with { ResourceListState = state, ResourceList = List(pod) }).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(18, "alone")]
    [InlineData(19, "")]
    public void The_guest_was_not_seen_frozen_two_seconds_before_the_freeze(int told, string unmet) =>
        Frozen().Told((machine, first) => [first, new(Scenario.At(told), machine with { IsFrozen = true })]).Unmet().ShouldBe(unmet);

    /// <summary>The thaw is asked for at second 52.</summary>
    [Theory]
    [InlineData(22, 49, "alone")]
    [InlineData(22, 50, "")]
    [InlineData(null, 49, "")]
    public void The_guest_was_not_seen_thawed_two_seconds_before_the_thaw_was_asked_for(int? frozen, int thawed, string unmet) =>
        new Scenario().Wait(20).Freeze().Snapshot("root").Wait(30).Thaw().Told((machine, first) =>
        [
            first,
            .. frozen is { } second ? [new VirtualMachineState(Scenario.At(second), machine with { IsFrozen = true })] : Array.Empty<VirtualMachineState>(),
            new(Scenario.At(thawed), machine with { IsFrozen = false }),
        ]).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData("db", 10, 18, "alone")]
    [InlineData("db", 10, 17, "")]
    [InlineData("db", 10, null, "alone")]
    [InlineData("db", 19, 90, "alone")]
    [InlineData("db", 20, 90, "")]
    [InlineData("other", 10, null, "")]
    public void No_earlier_backup_left_the_guest_frozen(string machine, int from, int? until, string unmet) =>
        Frozen().History(history => history with { LeftFrozen = [new(new("shop", machine), "velero/hourly", Scenario.At(from), until is { } second ? Scenario.At(second) : null)] }).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(25, 90, "alone")]
    [InlineData(26, 90, "")]
    [InlineData(0, 18, "alone")]
    [InlineData(0, 17, "")]
    [InlineData(0, null, "alone")]
    public void Another_actor_counts_within_two_seconds_of_the_freeze_and_the_thaw(int from, int? to, string unmet) =>
        Frozen().History(history => history with { Actors = [Actor() with { From = Scenario.At(from), To = to is { } second ? Scenario.At(second) : null }] }).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData("Backup", "velero", "nightly", "uid", "")]
    [InlineData("Backup", "velero", "nightly", "", "")]
    [InlineData("Backup", "velero", "nightly", "another", "alone")]
    [InlineData("Backup", "velero", "hourly", "uid", "alone")]
    [InlineData("Backup", "another", "nightly", "uid", "alone")]
    [InlineData("VirtualMachineSnapshot", "velero", "nightly", "uid", "alone")]
    public void Only_the_backup_itself_is_no_other_actor(string kind, string @namespace, string name, string uid, string unmet) =>
        Frozen().History(history => history with { Actors = [Actor() with { Kind = kind, Namespace = @namespace, Name = name, Uid = uid }] }).Unmet().ShouldBe(unmet);

    [Fact]
    public void A_backup_of_the_same_name_is_the_same_where_its_uid_is_not_known() =>
        Frozen().With(s => s.Change = facts => facts with
        {
            Backup = facts.Backup with { Summary = facts.Backup.Summary with { Uid = "" } },
            History = facts.History with { Actors = [Actor() with { Name = "nightly", Uid = "another" }] },
        }).Unmet().ShouldBe("");

    [Theory]
    [InlineData(HistorySource.Word, "shop", false, "disks")]
    [InlineData(HistorySource.Word, "shop", true, "")]
    [InlineData(HistorySource.Word, "bank", false, "")]
    [InlineData(HistorySource.Watch, "shop", false, "")]
    public void Without_a_watch_a_captured_claim_that_nothing_uses_may_be_the_vms(HistorySource source, string @namespace, bool used, string unmet) =>
        Frozen().Volume(new VolumeInfo { ClaimNamespace = @namespace, Claim = "extra", Method = "CSISnapshot", Succeeded = true })
            .With(s => s.Evidence = evidence => evidence with { ResourceList = List(Pod) })
            .History(history => history with { Source = source, ClaimsInUse = new HashSet<VirtualMachineKey> { new("shop", "root"), new(used ? "shop" : "another", "extra") } }).Unmet().ShouldBe(unmet);

    [Fact]
    public void A_disk_that_came_to_a_vm_without_any_is_not_frozen_with_it()
    {
        var machine = Frozen().Told((machine, first) => [first with { Machine = machine with { Disks = [] } }, new(Scenario.At(40), machine)]).With(s => s.Wait(60)).Judge();

        machine.Verdict.ShouldBe(Verdict.CrashConsistent);
        machine.Reasons.ShouldBe([ReasonCode.CapturedOutsideWindow]);
    }

    /// <summary>What the guest's own thaw said counts, not what a later one said.</summary>
    [Theory]
    [InlineData(FreezerOutcome.Done, HookOutcome.Succeeded, "")]
    [InlineData(FreezerOutcome.Failed, HookOutcome.Failed, "instance")]
    [InlineData(FreezerOutcome.NoGuestAgent, HookOutcome.Succeeded, "instance")]
    [InlineData(FreezerOutcome.DomainNotRunning, HookOutcome.Succeeded, "instance")]
    [InlineData(FreezerOutcome.Done, HookOutcome.Failed, "instance")]
    [InlineData(FreezerOutcome.Done, HookOutcome.TimedOut, "instance")]
    [InlineData(FreezerOutcome.Done, HookOutcome.PodCompleted, "")]
    public void The_first_thaw_after_the_freeze_is_the_one_that_has_to_be_answered(FreezerOutcome said, HookOutcome outcome, string unmet) =>
        Frozen(thaw: s => s.Thaw(said, outcome, "QEMU guest agent is not connected")).Thaw().Unmet().ShouldBe(unmet);

    [Fact]
    public void A_thaw_before_the_freeze_is_no_answer_after_it() =>
        new Scenario().Wait(10).Thaw().Wait(9).Freeze().Snapshot("root").Unmet().ShouldBe("instance");

    [Fact]
    public void A_second_freeze_is_no_answer_to_a_thaw() =>
        new Scenario().Wait(20).Freeze().Freeze().Snapshot("root").Unmet().ShouldBe("instance");

    [Fact]
    public void The_watch_reaches_to_the_end_of_the_thaw_where_the_log_seems_to_end_before_it() =>
        Frozen().With(s => s.Log = log => log with { LastAt = Scenario.At(20) }).History(history => history with { Watched = [new WatchedSpan(Scenario.At(18), Scenario.At(27))] }).Unmet().ShouldBe("history");

    [Theory]
    [InlineData("Completed", "")]
    [InlineData("Failed", "thisBackup")]
    [InlineData("InProgress", "thisBackup")]
    public void What_velero_began_for_the_vm_came_to_a_good_end(string phase, string unmet) =>
        Frozen().With(s => s.Evidence = evidence => evidence with { ItemOperations = [new ItemOperation("x", "velero.io/some-action", "virtualmachines.kubevirt.io", "shop", "db", phase, "", null)] })
            .Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData("Running", "instance")]
    [InlineData("Succeeded", "")]
    [InlineData("Pending", "")]
    public void A_launcher_pod_that_runs_and_is_not_in_the_backup_may_have_the_guest(string phase, string unmet) =>
        Frozen().With(s => s.Machine = s.Machine with { Pods = [.. s.Machine.Pods, new LauncherPod("virt-launcher-db-aaaaa", phase, InstanceUid: "one", CreatedAt: Scenario.At(-600))] })
            .Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(1, 0, "thisBackup")]
    [InlineData(2, 1, "thisBackup")]
    [InlineData(null, 0, "")]
    public void An_operation_that_failed_and_is_not_listed_may_be_that_of_the_vms_disk(int? counted, int listed, string unmet) =>
        Frozen().With(s => s.Evidence = evidence => evidence with { ItemOperations = [.. Enumerable.Repeat(FailedOfAnother, listed)] })
            .With(s => s.Change = facts => facts with { Backup = facts.Backup with { OperationsFailed = counted } }).Unmet().ShouldBe(unmet);

    private static ItemOperation FailedOfAnother => new("y", "velero.io/some-action", "persistentvolumeclaims", "other", "root", "Failed", "", null);

    [Theory]
    [InlineData(-5, 65, ReasonCode.Frozen)]
    [InlineData(-6, 65, ReasonCode.ForeignEvidence)]
    [InlineData(-5, 66, ReasonCode.ForeignEvidence)]
    public void The_log_begins_and_ends_with_the_backup(int first, int afterLast, ReasonCode reason) =>
        Frozen().With(s => s.Log = log => log with { FirstAt = Scenario.At(first), LastAt = s.Now.AddSeconds(afterLast) }).Judge().Reasons.ShouldBe([reason]);

    [Theory]
    [InlineData("nightly", ReasonCode.Frozen, "velero/nightly")]
    [InlineData("nightly", ReasonCode.ForeignEvidence, "velero/hourly")]
    [InlineData("nightly", ReasonCode.ForeignEvidence, "velero/nightly", "velero/hourly")]
    [InlineData("", ReasonCode.Frozen, "velero/hourly")]
    [InlineData("", ReasonCode.ForeignEvidence, "velero/nightly", "velero/hourly")]
    public void The_log_is_of_one_backup_and_of_this_one_where_its_name_is_known(string name, ReasonCode reason, params string[] logged) =>
        Frozen().With(s => s.Change = facts => facts with { Backup = facts.Backup with { Summary = facts.Backup.Summary with { Name = name } } })
            .With(s => s.Log = log => log with { Backups = [.. logged.Select((backup, i) => new LoggedBackup(backup, i + 1))] }).Judge().Reasons.ShouldBe([reason]);

    [Fact]
    public void A_log_that_does_not_begin_or_end_as_veleros_is_not_whole()
    {
        Frozen().With(s => s.Log = log => log with { BeginsAsVelero = false }).Judge().Reasons.ShouldBe([ReasonCode.LogTruncated]);
        Frozen().With(s => s.Log = log => log with { EndsAsVelero = false }).Judge().Reasons.ShouldBe([ReasonCode.LogTruncated]);
    }

    [Theory]
    [InlineData(1, 0, 1, true)]
    [InlineData(0, 0, 1, false)]
    [InlineData(2, 0, 1, false)]
    [InlineData(2, 1, 1, true)]
    [InlineData(3, 1, 1, false)]
    public void Velero_counted_the_errors_of_the_log_and_the_operations_that_failed_later(int counted, int failedLater, int logged, bool agree)
    {
        var machine = Frozen().With(s => s.Log = log => log with { ErrorCount = logged })
            .With(s => s.Evidence = evidence => evidence with { ResultsState = ArtifactState.Missing, ItemOperations = [.. Enumerable.Repeat(FailedOfAnother, failedLater)] })
            .With(s => s.Change = facts => facts with { Backup = facts.Backup with { Errors = counted, OperationsFailed = failedLater } }).Judge();

        machine.Reasons.ShouldBe([agree ? ReasonCode.Frozen : ReasonCode.CountersDisagree]);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    public void The_results_tell_of_as_many_errors_as_the_log(int told, int logged, bool agree)
    {
        var machine = Frozen().With(s => s.Log = log => log with { ErrorCount = logged })
            .With(s => s.Evidence = evidence => evidence with { Results = [.. Enumerable.Repeat(ResultMessage.Of(isError: true, "", null, null, "no space left", null), told)] }).Judge();

        machine.Reasons.ShouldBe([agree ? ReasonCode.Frozen : ReasonCode.CountersDisagree]);
    }

    [Theory]
    [InlineData(false, false, ReasonCode.Frozen)]
    [InlineData(false, true, ReasonCode.AlreadyFrozen)]
    [InlineData(true, false, ReasonCode.AlreadyFrozen)]
    public void A_nameless_pre_hook_before_the_freeze_counts_unless_another_vms_hook_lies_between(bool alone, bool interleaved, ReasonCode reason)
    {
        var scenario = new Scenario().Hook(HookPhase.Pre, null, null);
        if (!alone)
        {
            scenario.Hook(HookPhase.Pre, new FreezerCommand(FreezerMode.Freeze, "shop", "other"), FreezerOutcome.Done);
        }

        scenario.Freeze().Mark(LogMarkKind.ClaimStarted, "root").Snapshot("root").Thaw().With(s => s.Log = log => log with { HooksInterleave = interleaved });
        ConsistencyJudge.Judge(scenario.Facts()).VirtualMachines.Single(machine => machine.Name == "db").Reasons.ShouldBe([reason]);
    }

    private static FreezingActor Actor() => new() { Kind = "Backup", Namespace = "velero", Name = "hourly", From = Scenario.At(0) };

    private static ResourceList List(params string[] pods) => new(new Dictionary<string, IReadOnlySet<string>>
    {
        ["kubevirt.io/v1/VirtualMachine"] = new HashSet<string> { "shop/db" },
        ["v1/Pod"] = pods.Select(pod => $"shop/{pod}").ToHashSet(),
        ["v1/PersistentVolumeClaim"] = new HashSet<string> { "shop/root" },
    });

    private static Scenario Frozen(Func<Scenario, Scenario>? thaw = null) => (thaw ?? (s => s.Thaw()))(new Scenario().Wait(20).Freeze().Snapshot("root"));
}
