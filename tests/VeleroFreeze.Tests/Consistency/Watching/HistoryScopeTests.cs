using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Core.OptIn;
using static VeleroFreeze.Tests.Consistency.Watching.Watched;

namespace VeleroFreeze.Tests.Consistency.Watching;

public sealed class HistoryScopeTests
{
    private static readonly BackupObject OfShop = new()
    {
        Summary = new BackupSummary("velero", "nightly", "own", "InProgress", At(0), null, null, null),
        IncludedNamespaces = ["shop"],
    };

    [Fact]
    public void What_is_in_other_namespaces_is_not_kept() =>
        HistoryScope.Of(Of(Facts("one"), Facts("one") with { Key = new("other", "db") }), OfShop).VirtualMachines.Keys.ShouldBe([Key]);

    [Fact]
    public void Of_many_VMs_that_did_not_opt_in_only_what_the_report_lists_is_kept_unless_they_share_a_disk()
    {
        var plain = Enumerable.Range(0, 501).Select(i => Facts("one", $"vm-{i}", FreezePolicy.None, $"claim-{i}"));
        var kept = HistoryScope.Of(Of([Facts("one"), Facts("one", "sharer", FreezePolicy.None), .. plain]), OfShop).VirtualMachines;
        kept.Count.ShouldBe(503);
        kept[Key][0].Machine!.InstanceUid.ShouldBe("one");
        kept[new("shop", "sharer")][0].Machine!.InstanceUid.ShouldBe("one");
        kept[new("shop", "vm-7")][0].Machine.ShouldSatisfyAllConditions(
            machine => machine!.State.ShouldBe(RunState.Unknown),
            machine => machine!.Policy.ShouldBe(FreezePolicy.None),
            machine => machine!.Disks.ShouldHaveSingleItem().Claim.ShouldBe("claim-7"));
    }

    [Fact]
    public void The_Backup_itself_and_snapshots_of_others_are_no_actors()
    {
        FreezingActor Actor(string uid, VirtualMachineKey? machine) => new() { Kind = "any", Namespace = "shop", Name = uid, Uid = uid, Machine = machine, From = At(0) };
        var history = Of(Facts("one")) with { Actors = [Actor("own", null), Actor("backup", null), Actor("snapshot", Key), Actor("other", new("shop", "other"))] };
        HistoryScope.Of(history, OfShop).Actors.Select(actor => actor.Uid).ShouldBe(["backup", "snapshot"]);
    }

    /// <summary>KubeVirt has hooks on it all the same, and whoever reads its verdict takes it for what it says.</summary>
    [Fact]
    public void A_snapshot_of_a_VM_that_did_not_opt_in_is_an_actor_as_long_as_that_VM_can_be_judged()
    {
        var history = Of(Facts("one", policy: FreezePolicy.None)) with
        {
            Actors = [new FreezingActor { Kind = "any", Namespace = "shop", Name = "snapshot", Uid = "snapshot", Machine = Key, From = At(0) }],
            LeftFrozen = [new LeftFrozen(Key, "velero/earlier", At(0), null)],
        };
        HistoryScope.Of(history, OfShop).ShouldSatisfyAllConditions(kept => kept.Actors.ShouldHaveSingleItem(), kept => kept.LeftFrozen.ShouldHaveSingleItem());
    }

    private static ClusterHistory Of(params IEnumerable<VirtualMachineFacts> machines) => new()
    {
        Source = HistorySource.Watch,
        VirtualMachines = machines.ToDictionary(machine => machine.Key, IReadOnlyList<VirtualMachineState> (machine) => [new VirtualMachineState(At(0), machine)]),
    };
}
