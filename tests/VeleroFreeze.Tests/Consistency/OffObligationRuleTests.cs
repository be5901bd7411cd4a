using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>
/// Each obligation of a VM that was off, by itself. The backup starts at second 0 and the last disk is captured at second 30; clocks differ by 2 seconds, and a watch is
/// late by 3. The log ends at second 0, so that what is told later does not keep the VM from being judged as one that was off.
/// </summary>
public class OffObligationRuleTests
{
    [Theory]
    [InlineData(-2, 35, "")]
    [InlineData(-1, 35, "history")]
    [InlineData(-2, 34, "history")]
    public void The_watch_reaches_from_before_the_backup_to_after_the_last_capture(int from, int to, string unmet) =>
        Off().History(history => history with { Watched = [new WatchedSpan(Scenario.At(from), Scenario.At(to))] }).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(60, "history")]
    [InlineData(65, "")]
    public void Where_it_is_not_known_when_a_disk_was_captured_the_watch_reaches_to_the_end_of_the_log(int to, string unmet) =>
        Off().Disks("root", "data").Volume(new VolumeInfo { ClaimNamespace = "shop", Claim = "data", Volume = "pv-data", Method = "CSISnapshot", Succeeded = true })
            .With(s => s.Log = log => log with { LastAt = Scenario.At(60) })
            .History(history => history with { Watched = [new WatchedSpan(Scenario.At(-2), Scenario.At(to))] }).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(-2, "")]
    [InlineData(0, "history")]
    [InlineData(1, "instance history")]
    public void Somebody_saw_the_vm_before_the_backup_began(int seen, string unmet) =>
        Off().Told((machine, _) => [new(Scenario.At(seen), machine)]).Unmet().ShouldBe(unmet);

    [Fact]
    public void Without_the_start_of_the_backup_nobody_knows_since_when_it_had_to_be_off() =>
        Off().With(s => s.Change = facts => facts with { Backup = facts.Backup with { Summary = facts.Backup.Summary with { StartTimestamp = null } } })
            .With(s => s.Log = log => log with { FirstAt = Scenario.At(0), LastAt = Scenario.At(0) }).Unmet().ShouldBe("instance history");

    [Fact]
    public void A_time_in_which_nothing_is_known_of_it_may_have_seen_it_run() =>
        Off().Told((machine, first) => [first, new(Scenario.At(20), machine with { State = RunState.Unknown, InstanceCreatedAt = Scenario.At(40) }), new(Scenario.At(21), machine)])
            .Unmet().ShouldBe("instance history");

    [Theory]
    [InlineData(20, 20, "instance")]
    [InlineData(35, 32, "instance")]
    [InlineData(35, 33, "")]
    [InlineData(35, null, "instance")]
    [InlineData(36, 32, "")]
    public void No_instance_was_created_until_two_seconds_after_the_last_capture(int told, int? created, string unmet) =>
        Off().Told((machine, first) =>
            [first, new(Scenario.At(told), machine with { State = RunState.On, InstanceUid = "one", InstanceCreatedAt = created is { } second ? Scenario.At(second) : null })]).Unmet().ShouldBe(unmet);

    [Fact]
    public void A_vm_that_was_deleted_is_not_known_to_have_stayed_off() =>
        Off().Told((machine, first) => [first, new(Scenario.At(20), null), new(Scenario.At(25), machine)]).Unmet().ShouldBe("instance");

    [Fact]
    public void It_has_to_stay_off_until_the_last_of_several_disks_is_captured() =>
        Off().Disks("root", "data").Wait(30).Snapshot("data").Told((machine, first) =>
            [first, new(Scenario.At(50), machine with { State = RunState.On, InstanceUid = "one", InstanceCreatedAt = Scenario.At(49) })]).Unmet().ShouldBe("instance");

    [Fact]
    public void A_hook_of_a_vm_that_was_off_says_that_it_ran() =>
        Off().Freeze(FreezerOutcome.DomainNotRunning).Unmet().ShouldBe("instance");

    [Theory]
    [InlineData("", "")]
    [InlineData("asked to start", "instance")]
    [InlineData("instances filtered out", "instance")]
    [InlineData("no list", "instance")]
    [InlineData("a pod of another name", "instance")]
    [InlineData("its pod was shutting down", "instance")]
    [InlineData("its instance was shutting down", "instance")]
    [InlineData("its pod is labelled to be left out", "instance")]
    [InlineData("another pod was shutting down", "")]
    [InlineData("without a log", "")]
    [InlineData("its claim is being deleted", "disks")]
    [InlineData("Velero 1.14", "")]
    public void On_somebodys_word_it_is_off_where_the_backup_could_have_shown_an_instance(string but, string unmet) =>
        But(Off(), but).History(history => history with { Source = HistorySource.Word }).Unmet().ShouldBe(unmet);

    /// <summary>Velero collects all objects when the backup begins; somebody may start the VM before its disks are captured.</summary>
    [Fact]
    public void By_its_copy_in_the_backup_it_was_off_at_one_moment_only() =>
        Off().With(s =>
        {
            var before = s.Change;
            s.Change = facts => before(facts) with { History = ClusterHistory.Nothing, InBackup = Scenario.Look(s.Machine) };
        }).Unmet().ShouldBe("instance history");

    [Theory]
    [InlineData(RunState.On, "alone")]
    [InlineData(RunState.Off, "")]
    public void Nobody_else_writes_to_its_disk(RunState state, string unmet)
    {
        var other = new VirtualMachineFacts { Key = new("shop", "other"), State = state, Disks = [new DiskFacts("root", "root")] };
        Off().History(history => history with
        {
            VirtualMachines = new Dictionary<VirtualMachineKey, IReadOnlyList<VirtualMachineState>>(history.VirtualMachines) { [other.Key] = [new VirtualMachineState(Scenario.At(-600), other)] },
        }).Unmet().ShouldBe(unmet);
    }

    [Fact]
    public void An_import_may_still_write_to_its_disk() =>
        Off().With(s => s.Machine = s.Machine with { Disks = [new DiskFacts("root", "root", IsImporting: true)] }).Unmet().ShouldBe("alone");

    [Theory]
    [InlineData("Completed", "")]
    [InlineData("Failed", "thisBackup")]
    public void What_velero_began_for_it_came_to_a_good_end(string phase, string unmet) =>
        Off().With(s => s.Evidence = evidence => evidence with { ItemOperations = [new ItemOperation("x", "velero.io/some-action", "virtualmachines.kubevirt.io", "shop", "db", phase, "", null)] })
            .Unmet().ShouldBe(unmet);

    [Fact]
    public void Evidence_of_another_backup_does_not_prove_it_off() =>
        Off().With(s => s.Log = log => log with { Backups = [new LoggedBackup("velero/hourly", 1)] }).Unmet().ShouldBe("thisBackup");

    private static Scenario Off() => new Scenario().WithoutPod().Wait(29).Snapshot("root").With(s => s.Log = log => log with { LastAt = Scenario.At(0) })
        .With(s => s.Machine = s.Machine with { State = RunState.Off, Pods = [], InstanceUid = "", InstanceCreatedAt = null });

    private static Scenario But(Scenario scenario, string but) => but switch
    {
        "asked to start" => scenario.With(s => s.Machine = s.Machine with { IsAskedToStart = true }),
        "instances filtered out" => scenario.With(s => s.Change = facts => facts with { Backup = facts.Backup with { FiltersInstances = true } }),
        "no list" => scenario.With(s => s.Evidence = evidence => evidence with { ResourceListState = ArtifactState.Missing }),
        "a pod of another name" => scenario.With(s => s.Evidence = evidence => evidence with
        {
            ResourceList = new ResourceList(new Dictionary<string, IReadOnlySet<string>>
            {
                ["kubevirt.io/v1/VirtualMachine"] = new HashSet<string> { "shop/db" },
                ["v1/Pod"] = new HashSet<string> { "shop/virt-launcher-db-2-x7k2p" },
                ["v1/PersistentVolumeClaim"] = new HashSet<string> { "shop/root" },
            }),
        }),
        "its pod was shutting down" => scenario.Mark(LogMarkKind.BeingDeleted, "virt-launcher-db-x7k2p", "pods"),
        "its instance was shutting down" => scenario.Mark(LogMarkKind.BeingDeleted, "db", "virtualmachineinstances.kubevirt.io"),
        "its pod is labelled to be left out" => scenario.Mark(LogMarkKind.ItemExcluded, "virt-launcher-db-x7k2p", "Excluding item because it has label velero.io/exclude-from-backup=true"),
        "another pod was shutting down" => scenario.Mark(LogMarkKind.BeingDeleted, "virt-launcher-db-2-x7k2p", "pods"),
        "its claim is being deleted" => scenario.Mark(LogMarkKind.BeingDeleted, "root", "persistentvolumeclaims"),
        "without a log" => scenario.With(s => s.Log = _ => LogEvidence.Missing),
        "Velero 1.14" => scenario.With(s => s.Evidence = evidence => evidence with { Volumes = [.. evidence.Volumes.Select(volume => volume with { Succeeded = null })] }),
        _ => scenario,
    };
}
