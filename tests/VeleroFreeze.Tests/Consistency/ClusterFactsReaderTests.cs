using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Tests.Consistency;

public class ClusterFactsReaderTests
{
    private const string Vm = """{"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"db","namespace":"shop"LABELS},"spec":{"template":{"spec":{"volumes":[{"name":"root","dataVolume":{"name":"db-root"}},{"name":"ci","cloudInitNoCloud":{}}]}}},"status":{STATUS}}""";

    private const string Vmi = """
        {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstance","metadata":{"name":"db","namespace":"shop","uid":"i1"},
         "spec":{"volumes":[{"name":"root","dataVolume":{"name":"db-root"}},{"name":"plug","persistentVolumeClaim":{"claimName":"db-plug","hotpluggable":true}},
           {"name":"dump","memoryDump":{"claimName":"db-dump"}},{"name":"cd","containerDisk":{}},{"name":"base","ephemeral":{"persistentVolumeClaim":{"claimName":"base"}}},{"name":"hd","hostDisk":{"path":"/d"}}]},
         "status":{"nodeName":"n2","guestOSInfo":{"name":"Microsoft Windows"},"volumeStatus":[{"name":"late","hotplugVolume":{},"persistentVolumeClaimInfo":{"claimName":"db-late"}},{"name":"dump","hotplugVolume":{},"memoryDumpVolume":{}}]}}
        """;

    [Fact]
    public void A_running_vm_has_the_disks_of_its_instance_and_what_was_plugged_in()
    {
        var machine = Read(Machine(), Vmi);

        machine.Disks.ShouldBe(
        [
            new DiskFacts("root", "db-root"),
            new DiskFacts("plug", "db-plug", IsHotplugged: true),
            new DiskFacts("hd", ""),
            new DiskFacts("late", "db-late", IsHotplugged: true),
        ]);
        machine.State.ShouldBe(RunState.On);
        machine.Guest.ShouldBe(GuestSystem.Windows);
        machine.InstanceUid.ShouldBe("i1");
    }

    [Fact]
    public void What_is_shared_with_virtiofs_is_a_directory_and_stays_one_in_the_record()
    {
        var shared = Vmi.Replace("\"spec\":{", "\"spec\":{\"domain\":{\"devices\":{\"filesystems\":[{\"name\":\"root\",\"virtiofs\":{}}]}},", StringComparison.Ordinal);
        var machine = Read(Machine(), shared);

        machine.Disks[0].ShouldBe(new DiskFacts("root", "db-root", IsDirectory: true));
        machine.Disks.Skip(1).ShouldAllBe(disk => !disk.IsDirectory);
        var facts = new ClusterFacts(DateTimeOffset.UnixEpoch, new Dictionary<VirtualMachineKey, VirtualMachineFacts> { [machine.Key] = machine });
        ClusterFactsJson.Read(ClusterFactsJson.Write(facts)).VirtualMachines[machine.Key].Disks.ShouldBe(machine.Disks);
    }

    [Theory]
    [InlineData("", RunState.Off)]
    [InlineData("\"created\":false,\"printableStatus\":\"Running\"", RunState.Off)]
    [InlineData("\"created\":true,\"printableStatus\":\"Stopped\"", RunState.Unknown)]
    public void Off_is_a_vm_that_was_not_created_whatever_its_printable_status_says(string status, RunState state)
    {
        var machine = Read(Machine(status: status));

        machine.State.ShouldBe(state);
        machine.Disks.ShouldHaveSingleItem().Claim.ShouldBe("db-root");
    }

    [Theory]
    [InlineData(null, null, FreezePolicy.None)]
    [InlineData(null, "true", FreezePolicy.Required)]
    [InlineData("preferred", "required", FreezePolicy.Preferred)]
    [InlineData("false", "required", FreezePolicy.Disabled)]
    [InlineData("Required", "required", FreezePolicy.Unknown)]
    public void The_vms_own_label_wins_over_its_namespaces(string? own, string? space, FreezePolicy policy) =>
        Read(Machine(own), """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"LABELS}}""".Replace("LABELS", Labels(space))).Policy.ShouldBe(policy);

    [Fact]
    public void The_current_pod_comes_first_and_pods_of_an_earlier_instance_do_not_count()
    {
        var machine = Read(Machine(), Vmi, Pod("source", "n1", "Running", "i1"), Pod("target", "n2", "Running", "i1"), Pod("done", "n2", "Succeeded", "i1"), Pod("earlier", "n2", "Running", "i0"));

        machine.Pods.Select(pod => pod.Name).ShouldBe(["target", "source", "done"]);
    }

    [Theory]
    [InlineData("\"kvp.kubevirt.io/storage.inprogress\":\"\"", true)]
    [InlineData("\"cdi.kubevirt.io/storage.pod.phase\":\"Running\"", true)]
    [InlineData("\"cdi.kubevirt.io/storage.pod.phase\":\"Succeeded\"", false)]
    public void A_claim_that_is_being_filled_says_so(string annotation, bool importing) =>
        Read(Machine(), """{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"db-root","namespace":"shop","annotations":{ANNOTATION}}}""".Replace("ANNOTATION", annotation))
            .Disks.ShouldHaveSingleItem().IsImporting.ShouldBe(importing);

    [Fact]
    public void Lists_are_taken_apart_and_other_peoples_kinds_are_passed_over()
    {
        var facts = ClusterFactsReader.Read([Json("""{"kind":"List","items":[MACHINE,{"apiVersion":"other.io/v1","kind":"VirtualMachine","metadata":{"name":"x","namespace":"shop"}},7,null]}""".Replace("MACHINE", Machine()))], DateTimeOffset.UnixEpoch);

        facts.VirtualMachines.Keys.ShouldBe([new VirtualMachineKey("shop", "db")]);
    }

    [Fact]
    public void What_was_recorded_is_read_again_as_it_was()
    {
        var facts = ClusterFactsReader.Read([Json(Machine("required")), Json(Vmi), Json(Pod("p", "n1", "Running", "i1"))], DateTimeOffset.UnixEpoch);
        var again = ClusterFactsJson.Read(ClusterFactsJson.Write(facts));

        ClusterFactsJson.Write(again).ShouldBe(ClusterFactsJson.Write(facts));
        again.VirtualMachines.Single().Value.Disks.ShouldBe(facts.VirtualMachines.Single().Value.Disks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{} {}")]
    public void What_is_no_record_is_refused_with_a_sentence(string json) =>
        Should.Throw<FormatException>(() => ClusterFactsJson.Read(System.Text.Encoding.UTF8.GetBytes(json))).Message.ShouldEndWith(".");

    private static VirtualMachineFacts Read(params string[] objects) =>
        ClusterFactsReader.Read(objects.Select(Json), DateTimeOffset.UnixEpoch).VirtualMachines[new VirtualMachineKey("shop", "db")];

    private static string Machine(string? label = null, string status = "") => Vm.Replace("LABELS", Labels(label)).Replace("STATUS", status);

    private static string Labels(string? label) => label is null ? "" : $",\"labels\":{{\"velerofreeze.io/freeze\":\"{label}\"}}";

    private static string Pod(string name, string node, string phase, string uid) => """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME","namespace":"shop","labels":{"kubevirt.io":"virt-launcher"},"annotations":{"kubevirt.io/domain":"db"},
         "ownerReferences":[{"kind":"VirtualMachineInstance","name":"db","uid":"UID"}]},"spec":{"nodeName":"NODE"},"status":{"phase":"PHASE"}}
        """.Replace("NAME", name).Replace("UID", uid).Replace("NODE", node).Replace("PHASE", phase);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
