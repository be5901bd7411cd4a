using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Tests.Support;
using static VeleroFreeze.Tests.Consistency.Watching.Watched;

namespace VeleroFreeze.Tests.Consistency.Watching;

public sealed class HistoryMemoryTests
{
    [Fact]
    public void A_restart_is_told_as_three_states()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.VirtualMachine, Machine(), At(1));
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("one"), At(2));
        memory.Remove(WatchedKind.VirtualMachineInstance, Key, "one", At(3));
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("two"), At(4));

        memory.States().Select(state => (state.At, state.Machine!.State, state.Machine.InstanceUid)).ShouldBe(
            [(At(1), RunState.Off, ""), (At(2), RunState.On, "one"), (At(3), RunState.Off, ""), (At(4), RunState.On, "two")]);
    }

    [Fact]
    public void A_write_that_changes_nothing_of_the_VM_is_no_change()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.VirtualMachine, Machine(version: "1"), At(1));
        memory.Upsert(WatchedKind.VirtualMachine, Machine(version: "2"), At(2));
        memory.States().Count.ShouldBe(1);
    }

    [Fact]
    public void A_freeze_and_its_end_are_two_changes()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("one"), At(1));
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("one", freeze: "frozen"), At(2));
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("one"), At(3));
        memory.States().Select(state => state.Machine!.IsFrozen).ShouldBe([false, true, false]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_disk_is_known_by_the_pod_that_attaches_it_whichever_pod_is_seen_first(bool launcherFirst)
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("one"), At(1));
        var pods = new[] { Launcher("pod", "one"), Attachment("pod", "extra") };
        foreach (var pod in launcherFirst ? pods : [.. pods.Reverse()])
        {
            memory.Upsert(WatchedKind.Pod, pod, At(2));
        }

        memory.States()[^1].Machine!.Disks.Select(disk => disk.Claim).ShouldBe(["db-root", "extra"]);
        memory.Remove(WatchedKind.Pod, new("shop", "hp-volume-extra"), "hp-extra", At(3));
        memory.States()[^1].Machine!.Disks.Select(disk => disk.Claim).ShouldBe(["db-root"]);
    }

    [Fact]
    public void The_label_of_a_namespace_counts_for_its_VMs_as_it_changes()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("one"), At(1));
        memory.Upsert(WatchedKind.Namespace, Parsed("""{"metadata": {"name": "shop", "uid": "ns", "labels": {"velerofreeze.io/freeze": "required"} } }"""), At(2));
        memory.Upsert(WatchedKind.Namespace, Parsed("""{"metadata": {"name": "other", "uid": "ns2", "labels": {"velerofreeze.io/freeze": "preferred"} } }"""), At(3));
        memory.Remove(WatchedKind.Namespace, new("", "shop"), "ns", At(4));
        memory.States().Select(state => state.Machine!.Policy).ShouldBe([FreezePolicy.None, FreezePolicy.Required, FreezePolicy.None]);
    }

    /// <summary>A stream that hung delivers what happened long ago: what the VM was meanwhile, nobody knew.</summary>
    [Fact]
    public void What_came_late_by_its_own_times_was_not_known_meanwhile()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.VirtualMachine, Machine(written: Quoted(0)), At(1));
        memory.Upsert(WatchedKind.VirtualMachine, Machine(label: "disabled", version: "2", written: Quoted(10)), At(40));
        memory.States().Select(state => (state.At, state.Machine!.State)).ShouldBe([(At(1), RunState.Off), (At(10), RunState.Unknown), (At(40), RunState.Off)]);
    }

    [Fact]
    public void Older_states_are_forgotten_but_for_the_last_one_and_a_VM_that_is_gone_altogether()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("one"), At(0));
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("two"), At(100));
        memory.Upsert(WatchedKind.VirtualMachineInstance, Instance("short", name: "gone"), At(0));
        memory.Remove(WatchedKind.VirtualMachineInstance, new("shop", "gone"), "short", At(50));
        memory.Forget(At(701));
        memory.States().Select(state => (state.At, state.Machine!.InstanceUid)).ShouldBe([(At(100), "two")]);
        memory.States("gone").ShouldBeEmpty();
    }

    /// <summary>A tenant who switches a VM on and off without end costs no more memory than any other, and proves nothing.</summary>
    [Fact]
    public void A_VM_that_changes_without_end_is_not_known_any_more_at_the_beginning()
    {
        var memory = Memory();
        for (var i = 0; i < 1000; i++)
        {
            memory.Upsert(WatchedKind.VirtualMachineInstance, Instance($"uid-{i}"), At(i * 0.1));
        }

        memory.States().Count.ShouldBeLessThanOrEqualTo(64);
        memory.States()[0].ShouldSatisfyAllConditions(first => first.At.ShouldBe(At(0)), first => first.Machine!.State.ShouldBe(RunState.Unknown));
        memory.States()[^1].Machine!.InstanceUid.ShouldBe("uid-999");
    }

    [Fact]
    public void A_Backup_acts_from_its_start_until_it_is_seen_to_have_left_InProgress()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.Backup, Backup("b", "New"), At(0));
        memory.InProgress("b").ShouldBeNull();
        memory.Upsert(WatchedKind.Backup, Backup("b", "InProgress", Quoted(10)), At(12));
        memory.InProgress("b")!.To.ShouldBeNull();
        memory.Upsert(WatchedKind.Backup, Backup("b", "WaitingForPluginOperations", Quoted(10)), At(20));
        memory.Upsert(WatchedKind.Backup, Backup("b", "Completed", Quoted(10), Quoted(60)), At(61));
        memory.InProgress("b").ShouldSatisfyAllConditions(
            actor => actor!.From.ShouldBe(At(10)),
            actor => actor!.To.ShouldBe(At(20)),
            actor => actor!.MayHold(Key).ShouldBeTrue(),
            actor => actor!.MayHold(new("other", "db")).ShouldBeFalse());
    }

    /// <summary>
    /// A standby cluster has VMs of the same names, switched off as a rule: what it saw of them while the other cluster's backup ran would prove that the other's were off.
    /// </summary>
    [Fact]
    public void A_Backup_that_was_synced_from_another_cluster_did_not_run_in_this_one()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.Backup, Backup("b", "Completed", Quoted(10), Quoted(60), created: Quoted(90)), At(91));

        memory.InProgress("b").ShouldBeNull();
        memory.Since(At(0), _ => true).Actors.ShouldBeEmpty();
    }

    /// <summary>The one timestamp is the API server's, the other Velero's.</summary>
    [Fact]
    public void A_Backup_that_was_seen_running_ran_here_whatever_two_clocks_say()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.Backup, Backup("b", "InProgress", Quoted(10), created: Quoted(12)), At(12));
        memory.Upsert(WatchedKind.Backup, Backup("b", "Completed", Quoted(10), Quoted(11), created: Quoted(12)), At(13));

        memory.InProgress("b").ShouldNotBeNull().To.ShouldBe(At(11));
    }

    /// <summary>An upload goes on for hours, and Velero writes into the Backup all the time: that it left <c>InProgress</c> long ago is not forgotten meanwhile.</summary>
    [Fact]
    public void A_Backup_that_uploads_for_hours_left_InProgress_when_it_did()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.Backup, Backup("b", "InProgress", Quoted(10)), At(12));
        memory.Upsert(WatchedKind.Backup, Backup("b", "WaitingForPluginOperations", Quoted(10)), At(20));
        memory.Forget(At(3600));
        memory.Upsert(WatchedKind.Backup, Backup("b", "WaitingForPluginOperations", Quoted(10)), At(3610));
        memory.Since(At(3500), _ => true).Actors.ShouldBeEmpty();
        memory.InProgress("b")!.To.ShouldBe(At(20));

        memory.Remove(WatchedKind.Backup, new("velero", "b"), "b", At(3620));
        memory.Forget(At(3620));
        memory.InProgress("b").ShouldBeNull("it is gone, and of no use to anybody");
    }

    [Fact]
    public void A_snapshot_acts_from_its_creation_until_it_is_ready_or_gone()
    {
        var memory = Memory();
        memory.Upsert(WatchedKind.VirtualMachineSnapshot, Snapshot("done", ready: false), At(6));
        memory.Upsert(WatchedKind.VirtualMachineSnapshot, Snapshot("done", ready: true), At(9));
        memory.Upsert(WatchedKind.VirtualMachineSnapshot, Snapshot("gone", ready: false), At(6));
        memory.Remove(WatchedKind.VirtualMachineSnapshot, new("shop", "gone"), "gone", At(8));
        memory.Upsert(WatchedKind.HarvesterBackup, Snapshot("lasts", ready: false), At(6));
        memory.Since(At(0), _ => true).Actors.Select(actor => (actor.Kind, actor.Uid, actor.Machine, actor.From, actor.To)).ShouldBe(
        [
            ("VirtualMachineSnapshot", "done", Key, At(5), At(9)),
            ("VirtualMachineSnapshot", "gone", Key, At(5), At(8)),
            ("VirtualMachineBackup", "lasts", Key, At(5), null),
        ]);
    }

    /// <summary>Whatever the order in which watches tell of objects, the last state is what the objects are.</summary>
    [Fact]
    public void Any_interleaving_of_events_ends_in_the_state_of_the_objects()
    {
        for (var seed = 0; seed < PropertyCases.Count(300); seed++)
        {
            var random = new Random(seed);
            var memory = Memory();
            var kept = new Dictionary<(WatchedKind Kind, VirtualMachineKey Key), System.Text.Json.JsonElement>();
            for (var step = 0; step < 40; step++)
            {
                Step(random, memory, kept, At(step));
            }

            var objects = kept.Select(entry => Parsed(System.Text.Encoding.UTF8.GetString(TrimmedObject.Of(entry.Key.Kind, entry.Value))));
            var expected = ClusterFactsReader.Read(objects, At(40)).VirtualMachines;
            memory.Now(At(40))!.VirtualMachines.Keys.Order(ByName).ShouldBe(expected.Keys.Order(ByName), $"seed {seed}");
            foreach (var (key, machine) in expected)
            {
                MachineComparison.AreSame(memory.Now(At(40))!.VirtualMachines[key], machine).ShouldBeTrue($"seed {seed}, {key}");
            }
        }
    }

    private static Comparer<VirtualMachineKey> ByName { get; } = Comparer<VirtualMachineKey>.Create((one, other) => string.CompareOrdinal(one.Name, other.Name));

    private static void Step(Random random, HistoryMemory memory, Dictionary<(WatchedKind Kind, VirtualMachineKey Key), System.Text.Json.JsonElement> kept, DateTimeOffset at)
    {
        var name = $"vm-{random.Next(3)}";
        var instance = $"instance-{random.Next(2)}";
        var (kind, item) = random.Next(5) switch
        {
            0 => (WatchedKind.VirtualMachine, Machine(name, random.Next(2) == 0 ? "required" : "never")),
            1 => (WatchedKind.VirtualMachineInstance, Instance(instance, name, random.Next(2) == 0 ? "frozen" : "")),
            2 => (WatchedKind.Pod, Launcher($"{name}-{random.Next(2)}", instance, name)),
            3 => (WatchedKind.Pod, Attachment($"{name}-{random.Next(2)}", $"claim-{random.Next(3)}")),
            _ => (WatchedKind.PersistentVolumeClaim, Parsed($$"""{"metadata": {"namespace": "shop", "name": "{{name}}-root", "annotations": {"kvp.kubevirt.io/storage.inprogress": ""} } }""")),
        };
        var key = new VirtualMachineKey("shop", item.GetProperty("metadata").GetProperty("name").GetString()!);
        if (random.Next(3) == 0 && kept.Remove((kind, key)))
        {
            memory.Remove(kind, key, "", at);
        }
        else
        {
            kept[(kind, key)] = item;
            memory.Upsert(kind, item, at);
        }
    }

    private static System.Text.Json.JsonElement Snapshot(string uid, bool ready) => Parsed($$"""
        {"metadata": {"namespace": "shop", "name": "{{uid}}", "uid": "{{uid}}", "creationTimestamp": "{{Text(5)}}"},
         "spec": {"source": {"apiGroup": "kubevirt.io", "kind": "VirtualMachine", "name": "db"} }, "status": {"readyToUse": {{(ready ? "true" : "false")}} } }
        """);
}
