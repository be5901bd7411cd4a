using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Velero.Hooks;

namespace VeleroFreeze.Tests.Sandbox.Velero;

/// <summary>Lines that people pasted into public issues; where a paste was shortened, it is completed as its neighbours are.</summary>
public class RealLineTests
{
    private const string Pre = "pre.hook.backup.velero.io/";

    [Fact]
    public async Task The_start_of_a_hook_up_to_1_14()
    {
        var run = new HookRun("1.14", backup: "velero/test-backup-1654264297", time: At("2022-06-03T13:51:37Z"));
        await run.PhaseAsync(Launcher("test-vm", "6dr85", "kvp-e2e-tests-bpf2z"));
        run.Lines.ShouldBe([
            "time=\"2022-06-03T13:51:37Z\" level=info msg=\"running exec hook\" backup=velero/test-backup-1654264297 hookCommand=\"[/usr/bin/virt-freezer --freeze --name test-vm --namespace kvp-e2e-tests-bpf2z]\" hookContainer=compute hookName=\"<from-annotation>\" hookOnError=Fail hookPhase=pre hookSource=annotation hookTimeout=\"{30s}\" hookType=exec logSource=\"pkg/podexec/pod_command_executor.go:124\" name=virt-launcher-test-vm-6dr85 namespace=kvp-e2e-tests-bpf2z resource=pods",
            "time=\"2022-06-03T13:51:37Z\" level=info msg=\"stdout: \" backup=velero/test-backup-1654264297 hookCommand=\"[/usr/bin/virt-freezer --freeze --name test-vm --namespace kvp-e2e-tests-bpf2z]\" hookContainer=compute hookName=\"<from-annotation>\" hookOnError=Fail hookPhase=pre hookSource=annotation hookTimeout=\"{30s}\" hookType=exec logSource=\"pkg/podexec/pod_command_executor.go:124\" name=virt-launcher-test-vm-6dr85 namespace=kvp-e2e-tests-bpf2z resource=pods",
            "time=\"2022-06-03T13:51:37Z\" level=info msg=\"stderr: \" backup=velero/test-backup-1654264297 hookCommand=\"[/usr/bin/virt-freezer --freeze --name test-vm --namespace kvp-e2e-tests-bpf2z]\" hookContainer=compute hookName=\"<from-annotation>\" hookOnError=Fail hookPhase=pre hookSource=annotation hookTimeout=\"{30s}\" hookType=exec logSource=\"pkg/podexec/pod_command_executor.go:124\" name=virt-launcher-test-vm-6dr85 namespace=kvp-e2e-tests-bpf2z resource=pods",
        ]);
    }

    [Fact]
    public async Task The_output_of_a_freezer_whose_agent_is_not_connected()
    {
        const string Stderr = """
            {"component":"freezer","level":"info","msg":"Starting...","pos":"main.go:46","timestamp":"2023-03-13T11:45:07.493380Z"}
            {"component":"freezer","level":"error","msg":"Freezeing VMI failed","pos":"main.go:81","reason":"server error. command Freeze failed: \"LibvirtError(Code=86, Domain=10, Message='Guest agent is not responding: QEMU guest agent is not connected')\"","timestamp":"2023-03-13T11:45:07.498572Z"}

            """;
        var run = new HookRun("1.14", _ => new ExecOutcome.Exited(1, "", Stderr), backup: "acs-dr/vm-backup-29ppm", time: At("2023-03-13T11:45:07Z"));
        await run.PhaseAsync(Launcher("v4", "kqnlb", "vm-n1-hub", (Pre + "on-error", "Continue")));
        run.Lines.ElementAt(2).ShouldBe(
            """
            time="2023-03-13T11:45:07Z" level=info msg="stderr: {\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Starting...\",\"pos\":\"main.go:46\",\"timestamp\":\"2023-03-13T11:45:07.493380Z\"}\n{\"component\":\"freezer\",\"level\":\"error\",\"msg\":\"Freezeing VMI failed\",\"pos\":\"main.go:81\",\"reason\":\"server error. command Freeze failed: \\\"LibvirtError(Code=86, Domain=10, Message='Guest agent is not responding: QEMU guest agent is not connected')\\\"\",\"timestamp\":\"2023-03-13T11:45:07.498572Z\"}\n" backup=acs-dr/vm-backup-29ppm hookCommand="[/usr/bin/virt-freezer --freeze --name v4 --namespace vm-n1-hub]" hookContainer=compute hookName="<from-annotation>" hookOnError=Continue hookPhase=pre hookSource=annotation hookTimeout="{30s}" hookType=exec logSource="pkg/podexec/pod_command_executor.go:124" name=virt-launcher-v4-kqnlb namespace=vm-n1-hub resource=pods
            """);
    }

    [Fact]
    public async Task The_error_of_an_exit_code()
    {
        var run = new HookRun("1.14", _ => new ExecOutcome.Exited(1, "", ""));
        await run.PhaseAsync(Launcher("a", "b", "c"));
        run.Lines.Last().ShouldBe("time=\"0001-01-01T00:00:00Z\" level=error msg=\"Error executing hook\" backup=velero/b error=\"command terminated with exit code 1\" hookPhase=pre hookSource=annotation hookType=exec logSource=\"internal/hook/item_hook_handler.go:100\" name=virt-launcher-a-b namespace=c resource=pods");
    }

    [Fact]
    public async Task The_error_of_a_timeout_without_a_unit()
    {
        var run = new HookRun("1.14", _ => new ExecOutcome.TimedOut());
        await run.PhaseAsync(Launcher("a", "b", "c", (Pre + "timeout", "300")));
        run.Lines.Last().ShouldBe("time=\"0001-01-01T00:00:00Z\" level=error msg=\"Error executing hook\" backup=velero/b error=\"timed out after 30s\" error.file=\"/github.com/vmware-tanzu/velero/pkg/podexec/pod_command_executor.go:168\" error.function=\"github.com/vmware-tanzu/velero/pkg/podexec.(*defaultPodCommandExecutor).ExecutePodCommand\" hookPhase=pre hookSource=annotation hookType=exec logSource=\"internal/hook/item_hook_handler.go:100\" name=virt-launcher-a-b namespace=c resource=pods");
    }

    [Fact]
    public async Task The_errors_of_containers_that_are_not_there()
    {
        var missing = new HookRun("1.14");
        await missing.PhaseAsync(Launcher("a", "b", "c", (Pre + "container", "POD-a")));
        missing.Lines.Last().ShouldContain(" error=\"no such container: \\\"POD-a\\\"\" ");
        var gone = new HookRun("1.14", _ => new ExecOutcome.Refused("unable to upgrade connection: container not found (\"compute\")"));
        await gone.PhaseAsync(Launcher("dns01", "qnk9j", "c"));
        gone.Lines.Last().ShouldBe("time=\"0001-01-01T00:00:00Z\" level=error msg=\"Error executing hook\" backup=velero/b error=\"unable to upgrade connection: container not found (\\\"compute\\\")\" hookPhase=pre hookSource=annotation hookType=exec logSource=\"internal/hook/item_hook_handler.go:100\" name=virt-launcher-dns01-qnk9j namespace=c resource=pods");
    }

    [Fact]
    public async Task The_lines_of_a_hook_since_1_15_which_name_no_pod()
    {
        var run = new HookRun("1.18", _ => new ExecOutcome.Exited(0, "pre-hook\n", ""), backup: "openshift-adp/itemblock-test1", time: At("2024-09-13T16:08:25Z"));
        var pod = HookRun.PodWith((Pre + "command", """["/usr/bin/echo", "pre-hook"]"""), (Pre + "container", "nginx"));
        pod["spec"]!["containers"] = new JsonArray(new JsonObject { ["name"] = "nginx" });
        await run.PhaseAsync(pod);
        run.Lines.Take(2).ShouldBe([
            "time=\"2024-09-13T16:08:25Z\" level=info msg=\"running exec hook\" backup=openshift-adp/itemblock-test1 hookCommand=\"[/usr/bin/echo pre-hook]\" hookContainer=nginx hookName=\"<from-annotation>\" hookOnError=Fail hookPhase=pre hookSource=annotation hookTimeout=\"{30s}\" hookType=exec logSource=\"pkg/podexec/pod_command_executor.go:133\"",
            "time=\"2024-09-13T16:08:25Z\" level=info msg=\"stdout: pre-hook\\n\" backup=openshift-adp/itemblock-test1 hookCommand=\"[/usr/bin/echo pre-hook]\" hookContainer=nginx hookName=\"<from-annotation>\" hookOnError=Fail hookPhase=pre hookSource=annotation hookTimeout=\"{30s}\" hookType=exec logSource=\"pkg/podexec/pod_command_executor.go:133\"",
        ]);
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Launcher(string vm, string suffix, string ns, params (string Key, string Value)[] annotations)
    {
        var pod = HookRun.PodWith([(Pre + "command", $"""["/usr/bin/virt-freezer", "--freeze", "--name", "{vm}", "--namespace", "{ns}"]"""), (Pre + "container", "compute"), .. annotations]);
        pod["metadata"]!["name"] = $"virt-launcher-{vm}-{suffix}";
        pod["metadata"]!["namespace"] = ns;
        return pod;
    }
}
