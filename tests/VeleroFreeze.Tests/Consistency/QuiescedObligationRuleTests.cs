using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Consistency;

/// <summary>Each obligation of a VM that KubeVirt quiesced for its own backup, by itself. That backup was created at second 20, and KubeVirt told of it at second 23.</summary>
public class QuiescedObligationRuleTests
{
    [Theory]
    [InlineData(18, 28, "")]
    [InlineData(19, 28, "history")]
    [InlineData(18, 27, "history")]
    public void The_watch_reaches_from_before_kubevirts_backup_to_after_its_word(int from, int to, string unmet) =>
        Quiesced().History(history => history with { Watched = [new WatchedSpan(Scenario.At(from), Scenario.At(to))] }).Unmet().ShouldBe(unmet);

    [Theory]
    [InlineData(22, 30, "instance")]
    [InlineData(26, 25, "instance")]
    [InlineData(26, 26, "")]
    public void The_instance_that_was_there_before_is_there_at_its_word(int told, int created, string unmet) =>
        Quiesced().Told((machine, first) => [first, new(Scenario.At(told), machine with { InstanceUid = "two", InstanceCreatedAt = Scenario.At(created) })]).Unmet().ShouldBe(unmet);

    [Fact]
    public void Without_its_times_nothing_is_known_of_the_instance_or_of_others()
    {
        Quiesced(backup => backup with { CreatedAt = null }).Unmet().ShouldBe("instance history alone");
        Quiesced(backup => backup with { ToldAt = null }).Unmet().ShouldBe("instance history alone");
        Quiesced().History(history => history with { Source = HistorySource.None }).Unmet().ShouldBe("history alone");
    }

    [Theory]
    [InlineData("own", 20, 90, "")]
    [InlineData("another", 20, 90, "alone")]
    [InlineData("another", 25, 90, "alone")]
    [InlineData("another", 26, 90, "")]
    [InlineData("another", 0, 18, "alone")]
    [InlineData("another", 0, 17, "")]
    public void Only_kubevirts_own_backup_is_no_other_actor(string uid, int from, int to, string unmet) => Quiesced().History(history => history with
    {
        Actors = [new FreezingActor { Kind = "VirtualMachineBackup", Namespace = "shop", Name = uid, Uid = uid, Machine = Scenario.Key, From = Scenario.At(from), To = Scenario.At(to) }],
    }).Unmet().ShouldBe(unmet);

    [Fact]
    public void A_disk_that_kubevirts_backup_does_not_hold_is_not_inside() =>
        Quiesced().Disks("root", "data").Unmet().ShouldBe("inside");

    [Fact]
    public void A_directory_is_not_quiesced_with_the_guest() =>
        Quiesced().With(s => s.Machine = s.Machine with { Disks = [new DiskFacts("root", "root", IsDirectory: true)] }).Unmet().ShouldBe("inside");

    [Fact]
    public void That_velero_left_the_guest_frozen_is_said_with_whatever_verdict() =>
        Quiesced().Freeze().Thaw(FreezerOutcome.Failed, HookOutcome.Failed).Judge().Reasons.ShouldBe([ReasonCode.QuiescedElsewhere, ReasonCode.ThawFailed]);

    private static Scenario Quiesced(Func<MachineBackup, MachineBackup>? change = null)
    {
        var backup = new MachineBackup
        {
            Machine = Scenario.Key,
            Name = "nightly-db",
            Uid = "own",
            Operation = "op",
            CreatedAt = Scenario.At(20),
            ToldAt = Scenario.At(23),
            Quiesced = QuiesceOutcome.Succeeded,
            HasCompleted = true,
            Volumes = ["root"],
        };
        return new Scenario().Wait(30).With(s => s.Change = facts => facts with
        {
            Backup = facts.Backup with { DataMover = "kubevirt" },
            MachineBackups = new SeenMachineBackups([change is null ? backup : change(backup)]),
        }).With(s => s.Evidence = evidence => evidence with
        {
            ItemOperations = [new ItemOperation("op", "kubevirt.io/backup", "virtualmachines.kubevirt.io", "shop", "db", "Completed", "", null)],
        });
    }
}
