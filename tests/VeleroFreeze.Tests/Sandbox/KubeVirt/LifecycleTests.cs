using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Sandbox.Releases;
using static VeleroFreeze.Tests.Sandbox.KubeVirt.Objects;

namespace VeleroFreeze.Tests.Sandbox.KubeVirt;

public sealed class LifecycleTests
{
    [Fact]
    public void A_started_vm_runs_and_its_agent_connects_after_the_guest_has_booted()
    {
        var cluster = new SmallCluster("1.9").Add(Vm()).Settle();
        cluster.Vm.TextAt("status", "printableStatus").ShouldBe("Running");
        cluster.Vm.BoolAt("status", "created").ShouldBe(true);
        cluster.Vm.BoolAt("status", "ready").ShouldBe(true);
        cluster.Vmi.TextAt("status", "phase").ShouldBe("Running");
        Conditions(cluster.Vmi).ShouldNotContain("AgentConnected");
        cluster.Pass(TimeSpan.FromSeconds(16));
        Conditions(cluster.Vmi).ShouldContain("AgentConnected");
        cluster.Vmi.TextAt("status", "guestOSInfo", "name").ShouldBe("Fedora Linux");
    }

    [Fact]
    public void Pod_labels_and_owners_lead_back_to_the_vmi_and_the_vm()
    {
        var cluster = new SmallCluster("1.9").Add(Vm()).Settle();
        var (vmi, pod) = (cluster.Vmi, cluster.Pods.Single());
        vmi.Name().ShouldBe("db");
        vmi.IsControlledBy(cluster.Vm).ShouldBeTrue();
        pod.IsControlledBy(vmi).ShouldBeTrue();
        pod.TextAt("metadata", "labels", "kubevirt.io").ShouldBe("virt-launcher");
        pod.TextAt("metadata", "labels", "kubevirt.io/created-by").ShouldBe(vmi.Uid());
        pod.TextAt("metadata", "labels", "vm.kubevirt.io/name").ShouldBe("db");
        pod.TextAt("metadata", "labels", "vmi.kubevirt.io/id").ShouldBe("db");
        pod.TextAt("metadata", "labels", "app").ShouldBe("db");
        pod.Name().ShouldStartWith("virt-launcher-db-");
        vmi.ObjectAt("status", "activePods")!.Select(pair => pair.Key).ShouldBe([pod.Uid()]);
    }

    [Fact]
    public void Older_releases_have_no_id_label() =>
        new SmallCluster("1.5").Add(Vm()).Settle().Pods.Single().At("metadata", "labels", "vmi.kubevirt.io/id").ShouldBeNull();

    [Fact]
    public void A_long_name_is_cut_and_hashed_in_the_id_and_only_cut_in_the_hostname()
    {
        var name = new string('a', 70);
        PodNames.Id(name).ShouldBe($"{new string('a', 54)}-{PodNames.Id(name)[^8..]}");
        PodNames.Id(name).Length.ShouldBe(63);
        PodNames.Id(new string('a', 63)).ShouldBe(new string('a', 63));
        PodNames.Hostname(new JsonObject { ["metadata"] = new JsonObject { ["name"] = "web.shop" } }).ShouldBe("web");
        PodNames.Hostname(new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }).Length.ShouldBe(63);
        PodNames.Hostname(new JsonObject { ["metadata"] = new JsonObject { ["name"] = "web" }, ["spec"] = new JsonObject { ["hostname"] = "other" } }).ShouldBe("other");
    }

    [Fact]
    public void Halting_deletes_the_vmi_with_its_pod_and_keeps_the_vm()
    {
        var cluster = new SmallCluster("1.9").Add(Vm()).Settle();
        cluster.Change(cluster.Vm, """{"spec":{"runStrategy":"Halted"}}""").Settle();
        cluster.Of("VirtualMachineInstance").ShouldBeEmpty();
        cluster.Pods.ShouldBeEmpty();
        cluster.Vm.TextAt("status", "printableStatus").ShouldBe("Stopped");
        cluster.Vm.At("status", "created").ShouldBeNull();
    }

    [Fact]
    public void Deleting_the_vm_takes_everything_with_it()
    {
        var cluster = new SmallCluster("1.9").Add(Vm()).Settle();
        cluster.Remove(cluster.Vm).Settle();
        cluster.Of("VirtualMachine").ShouldBeEmpty();
        cluster.Of("VirtualMachineInstance").ShouldBeEmpty();
        cluster.Pods.ShouldBeEmpty();
    }

    [Fact]
    public void A_manual_vm_starts_stops_and_restarts_by_request()
    {
        var vm = Vm();
        vm["spec"]!["runStrategy"] = "Manual";
        var cluster = new SmallCluster("1.9").Add(vm).Settle();
        cluster.Pods.ShouldBeEmpty();
        cluster.Change(cluster.Vm, """{"status":{"stateChangeRequests":[{"action":"Start"}]}}""").Settle();
        var first = cluster.Vmi.Uid();
        cluster.Vm.At("status", "stateChangeRequests").ShouldBeNull();
        cluster.Change(cluster.Vm, $$$"""{"status":{"stateChangeRequests":[{"action":"Stop","uid":"{{{first}}}"},{"action":"Start"}]}}""").Settle();
        cluster.Vmi.Uid().ShouldNotBe(first);
        cluster.Vm.At("status", "stateChangeRequests").ShouldBeNull();
        cluster.Change(cluster.Vm, $$$"""{"status":{"stateChangeRequests":[{"action":"Stop","uid":"{{{cluster.Vmi.Uid()}}}"}]}}""").Settle();
        cluster.Pods.ShouldBeEmpty();
    }

    [Fact]
    public void A_migration_runs_two_launchers_and_leaves_the_first_behind_completed()
    {
        var cluster = new SmallCluster("1.9").Add(Vm()).Settle().Pass(TimeSpan.FromSeconds(16)).Add(Migration()).Settle();
        cluster.Pods.Select(pod => pod.TextAt("status", "phase")).ShouldBe(["Running", "Running"]);
        cluster.Vm.TextAt("status", "printableStatus").ShouldBe("Migrating");
        cluster.Pass(TimeSpan.FromSeconds(5));
        cluster.Pods.Select(pod => pod.TextAt("status", "phase")).ShouldBe(["Succeeded", "Running"]);
        cluster.Vmi.TextAt("status", "nodeName").ShouldBe("node02");
        cluster.Vmi.ObjectAt("status", "activePods")!.Count.ShouldBe(2);
        Conditions(cluster.Vmi).ShouldNotContain("AgentConnected", "the new launcher has not heard of the agent yet");
        cluster.Pass(TimeSpan.FromSeconds(6));
        Conditions(cluster.Vmi).ShouldContain("AgentConnected");
    }

    [Fact]
    public void The_target_of_a_migration_is_made_from_the_vmi()
    {
        var cluster = new SmallCluster("1.9").Add(Vm()).Settle();
        cluster.Change(cluster.Vmi, """{"metadata":{"annotations":{"pre.hook.backup.velero.io/on-error":"Fail"}}}""").Settle();
        cluster.PodAnnotations.ContainsKey("pre.hook.backup.velero.io/on-error").ShouldBeFalse();
        cluster.Add(Migration()).Settle();
        cluster.PodAnnotations.TextAt("pre.hook.backup.velero.io/on-error").ShouldBe("Fail");
    }

    [Fact]
    public void A_hotplugged_volume_is_held_by_a_pod_of_the_launcher_without_hooks()
    {
        var vm = Vm();
        vm["spec"]!["template"]!["spec"]!["volumes"] = JsonNode.Parse(
            """[{"name":"root","persistentVolumeClaim":{"claimName":"db-root"}},{"name":"data","dataVolume":{"name":"db-data","hotpluggable":true}},{"name":"boot","containerDisk":{"image":"x"}}]""");
        var cluster = new SmallCluster("1.9").Add(vm).Settle();
        var (launcher, plugged) = (cluster.Pods[0], cluster.Pods[1]);
        plugged.IsControlledBy(launcher).ShouldBeTrue();
        plugged.Name().ShouldStartWith("hp-volume-");
        plugged.TextAt("metadata", "labels", "kubevirt.io").ShouldBe("hotplug-disk");
        plugged.ObjectAt("metadata", "annotations")!.ShouldBeEmpty();
        var volumes = cluster.Vmi.ArrayAt("status", "volumeStatus").Objects().ToList();
        volumes.Select(volume => volume.TextAt("persistentVolumeClaimInfo", "claimName")).ShouldBe(["db-root", "db-data", null]);
        volumes[1].TextAt("hotplugVolume", "attachPodName").ShouldBe(plugged.Name());
        volumes[1].TextAt("hotplugVolume", "attachPodUID").ShouldBe(plugged.Uid());
    }

    [Fact]
    public void A_pod_whose_owner_is_gone_ends_when_it_is_deleted()
    {
        var pod = JsonNode.Parse("""{"metadata":{"uid":"p","deletionTimestamp":"now","labels":{"kubevirt.io":"hotplug-disk"}},"status":{"phase":"Running"}}""")!.AsObject();
        Planner.Plan(new ClusterView(Release("1.9"), DateTimeOffset.UnixEpoch) { Pods = [pod] }, () => "x").ShouldBe([new ClusterAction.Delete(pod)]);
    }

    [Fact]
    public void A_guest_that_the_sandbox_does_not_know_is_said_and_not_started()
    {
        var cluster = new SmallCluster("1.9").Add(Vm(new JsonObject { ["sandbox.velerofreeze.io/guest"] = "helthy" })).Settle();
        cluster.Pods.ShouldBeEmpty();
        Conditions(cluster.Vm).ShouldContain("Failure");
    }

    [Theory]
    [InlineData("v1.9", "1.9.0")]
    [InlineData("1.5.3", "1.5.3")]
    [InlineData("1.5", "1.5.3")]
    [InlineData("1.6", "1.6.6")]
    [InlineData("2.0", null)]
    public void A_release_is_found_by_its_version_or_the_beginning_of_it(string version, string? found) => (KubeVirtRelease.Find(version)?.Version).ShouldBe(found);

    private static JsonObject Migration() => new()
    {
        ["kind"] = "VirtualMachineInstanceMigration",
        ["metadata"] = new JsonObject { ["name"] = "move", ["namespace"] = "shop" },
        ["spec"] = new JsonObject { ["vmiName"] = "db" },
    };

    private static List<string?> Conditions(JsonObject item) =>
        [.. item.ArrayAt("status", "conditions").Objects().Where(condition => condition.TextAt("status") == "True").Select(condition => condition.TextAt("type"))];
}
