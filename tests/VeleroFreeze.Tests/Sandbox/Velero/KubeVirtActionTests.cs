using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Backups;
using VeleroFreeze.Sandbox.Velero.Runs;

namespace VeleroFreeze.Tests.Sandbox.Velero;

/// <summary>A running VM with one disk, of which the backup's filters let in more or less.</summary>
public class KubeVirtActionTests
{
    private static readonly RunSettings V1_14 = new(VeleroVersion.V1_14) { HasKubeVirtPlugin = true };
    private static readonly RunSettings V1_18 = new(VeleroVersion.V1_18) { HasKubeVirtPlugin = true };

    [Fact]
    public async Task A_vm_alone_brings_everything_with_it_and_the_hooks_run_in_1_14_only()
    {
        (await EventsAsync(V1_14)).ShouldBe(["freeze", "snapshot", "unfreeze"]);
        (await EventsAsync(V1_18)).ShouldBe(["snapshot"]);
        (await EventsAsync(V1_18 with { HasKubeVirtPlugin = false })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claim_that_is_selected_brings_the_pod_with_its_hooks()
    {
        var objects = Objects();
        var run = await RunAsync(V1_18, "{}", objects, item => item.Kind is "PersistentVolumeClaim");
        Events(run).ShouldBe(["freeze", "snapshot", "unfreeze"]);
    }

    [Theory]
    [InlineData("""{"excludedResources":["virtualmachineinstances"]}""", "VM cannot be safely backed up")]
    [InlineData("""{"excludedResources":["pods"]}""", "VM cannot be safely backed up")]
    [InlineData("""{"excludedResources":["pods","persistentvolumeclaims"]}""", "VM is running but launcher pod is not included in the backup")]
    public async Task A_running_vm_is_refused_when_it_could_not_be_restored(string spec, string reason)
    {
        var run = await RunAsync(V1_18, spec, Objects(), item => item.Kind is "VirtualMachine" or "VirtualMachineInstance");
        run.Phase.ShouldBe("PartiallyFailed");
        run.Text("-results.gz").ShouldContain(reason);
    }

    [Fact]
    public async Task A_pod_that_says_so_itself_is_missed_by_the_vmi()
    {
        var objects = Objects();
        objects[0]["metadata"]!["labels"]!["velero.io/exclude-from-backup"] = "true";
        var run = await RunAsync(V1_18, "{}", objects, item => item.Kind is "VirtualMachine");
        run.Text("-results.gz").ShouldContain("VM is running but launcher pod is not included in the backup");
        run.Cluster.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claim_under_a_policy_is_skipped_and_says_so()
    {
        var objects = Objects();
        objects[1]["metadata"]!["annotations"] = new JsonObject { ["sandbox.velerofreeze.io/snapshot"] = "skipped" };
        var run = await RunAsync(V1_18, "{}", objects, _ => true);
        Events(run).ShouldBe(["freeze", "unfreeze"]);
        run.Text("-logs.gz").ShouldContain("of resource persistentvolumeclaims: shop/db-root for the matched resource policies");
        run.Json("-volumeinfo.json.gz")[0]!["skipped"]!.GetValue<bool>().ShouldBeTrue();
    }

    private static async Task<List<string>> EventsAsync(RunSettings settings) =>
        Events(await RunAsync(settings, "{}", Objects(), item => item.Kind is "VirtualMachine"));

    private static List<string> Events(FinishedRun run) =>
        [.. run.Cluster.Events.Where(text => !text.StartsWith("delete", StringComparison.Ordinal))
            .Select(text => text.Contains("--freeze", StringComparison.Ordinal) ? "freeze" : text.Contains("--unfreeze", StringComparison.Ordinal) ? "unfreeze" : text.Split(' ')[0])];

    private static async Task<FinishedRun> RunAsync(RunSettings settings, string spec, JsonObject[] objects, Func<BackupItem, bool> isCollected)
    {
        var cluster = new TestCluster();
        var (items, others) = (objects.Where(json => isCollected(new(json))), objects.Where(json => !isCollected(new(json))));
        await new BackupRun(settings, TestObjects.Backup(spec), items, cluster.Delegates, others).RunAsync(CancellationToken.None);
        return new FinishedRun("nightly", cluster);
    }

    private static JsonObject[] Objects()
    {
        var pod = TestObjects.Launcher("db", ["db-root"], ("kubevirt.io/domain", "db"));
        pod["metadata"]!["labels"] = new JsonObject { ["kubevirt.io"] = "virt-launcher" };
        const string Volumes = """[{"name":"root","persistentVolumeClaim":{"claimName":"db-root"}}]""";
        return
        [
            pod,
            .. TestObjects.Disk("db-root"),
            TestObjects.Parse($$"""
                {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{"name":"db","namespace":"shop"},
                 "spec":{"template":{"spec":{"volumes":{{Volumes}} } } },"status":{"created":true,"printableStatus":"Running"} }
                """),
            TestObjects.Parse($$"""
                {"apiVersion":"kubevirt.io/v1","kind":"VirtualMachineInstance","metadata":{"name":"db","namespace":"shop"},"spec":{"volumes":{{Volumes}} } }
                """),
        ];
    }
}
