using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Evidence.Logs;

/// <summary>Lines from public issues, byte for byte; what the issue left out is completed as in its neighbours.</summary>
public class RealExcerptTests
{
    private const string Velero68 = """ backup=velero/test-backup-1654264297 hookCommand="[/usr/bin/virt-freezer --freeze --name test-vm --namespace kvp-e2e-tests-bpf2z]" hookContainer=compute hookName="<from-annotation>" hookOnError=Fail hookPhase=pre hookSource=annotation hookTimeout="{30s}" hookType=exec logSource="pkg/podexec/pod_command_executor.go:124" name=virt-launcher-test-vm-6dr85 namespace=kvp-e2e-tests-bpf2z resource=pods""";

    private const string NotConnected = """
        time="2023-03-13T11:45:07Z" level=info msg="stderr: {\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Starting...\",\"pos\":\"main.go:46\",\"timestamp\":\"2023-03-13T11:45:07.493380Z\"}\n{\"component\":\"freezer\",\"level\":\"error\",\"msg\":\"Freezeing VMI failed\",\"pos\":\"main.go:81\",\"reason\":\"server error. command Freeze failed: \\\"LibvirtError(Code=86, Domain=10, Message='Guest agent is not responding: QEMU guest agent is not connected')\\\"\",\"timestamp\":\"2023-03-13T11:45:07.498572Z\"}\n" backup=acs-dr/vm-backup-29ppm hookCommand="[/usr/bin/virt-freezer --freeze --name v4 --namespace vm-n1-hub]" hookContainer=compute hookName="<from-annotation>" hookOnError=Continue hookPhase=pre hookSource=annotation hookTimeout="{30s}" hookType=exec logSource="pkg/podexec/pod_command_executor.go:124" name=virt-launcher-v4-kqnlb namespace=vm-n1-hub resource=pods
        """;

    [Fact]
    public void A_hook_up_to_1_14_names_its_pod()
    {
        var hook = new LogBuilder()
            .Raw("time=\"2022-06-03T13:51:37Z\" level=info msg=\"running exec hook\"" + Velero68)
            .Raw("time=\"2022-06-03T13:51:37Z\" level=info msg=\"stdout: \"" + Velero68)
            .ReadOne();
        hook.Pod.ShouldBe(("kvp-e2e-tests-bpf2z", "virt-launcher-test-vm-6dr85"));
        hook.Command.ShouldBe(new FreezerCommand(FreezerMode.Freeze, "kvp-e2e-tests-bpf2z", "test-vm"));
        (hook.Phase, hook.Container, hook.Source, hook.OnError, hook.Timeout).ShouldBe((HookPhase.Pre, "compute", "annotation", "Fail", GoDuration.FromSeconds(30)));
        hook.StartedAt.ShouldBe(new DateTimeOffset(2022, 6, 3, 13, 51, 37, TimeSpan.Zero));
        hook.Outcome.ShouldBe(HookOutcome.Unknown, "its stderr is not there");
        hook.Freezer.ShouldBeNull();
    }

    [Fact]
    public void An_agent_that_is_not_connected_is_a_failure_with_its_reason()
    {
        var start = NotConnected.Replace("stderr: ", "stdout: ", StringComparison.Ordinal);
        var rest = NotConnected[NotConnected.IndexOf(" backup=", StringComparison.Ordinal)..];
        var hook = new LogBuilder()
            .Raw("time=\"2023-03-13T11:45:07Z\" level=info msg=\"running exec hook\"" + rest)
            .Raw(start.Remove(start.IndexOf("{\\\"comp", StringComparison.Ordinal), start.IndexOf("\\n\" backup", StringComparison.Ordinal) + 2 - start.IndexOf("{\\\"comp", StringComparison.Ordinal)))
            .Raw(NotConnected)
            .Raw("""time="2023-03-13T11:45:07Z" level=error msg="Error executing hook" backup=acs-dr/vm-backup-29ppm error="command terminated with exit code 1" hookPhase=pre hookSource=annotation hookType=exec logSource="internal/hook/item_hook_handler.go:100" name=virt-launcher-v4-kqnlb namespace=vm-n1-hub resource=pods""")
            .ReadOne();
        (hook.Outcome, hook.Error, hook.OnError).ShouldBe((HookOutcome.Failed, "command terminated with exit code 1", "Continue"));
        hook.Freezer!.Outcome.ShouldBe(FreezerOutcome.Failed);
        hook.Freezer.Reason.ShouldBe("server error. command Freeze failed: \"LibvirtError(Code=86, Domain=10, Message='Guest agent is not responding: QEMU guest agent is not connected')\"");
        hook.Freezer.At.ShouldBe(new DateTimeOffset(2023, 3, 13, 11, 45, 7, TimeSpan.Zero).AddTicks(4985720));
    }

    [Fact]
    public void A_freeze_that_the_guest_denies_tells_the_agents_version()
    {
        const string Stderr = """
            {"component":"freezer","level":"info","msg":"Guest agent version is 8.2.7","pos":"main.go:109","timestamp":"2025-09-10T00:07:55.162970Z"}
            {"component":"freezer","level":"error","msg":"Freezeing VMI failed","pos":"main.go:129","reason":"server error. command Freeze failed: \"LibvirtError(Code=1, Domain=10, Message='internal error: unable to execute QEMU agent command 'guest-fsfreeze-freeze': failed to open /.snapshots: Permission denied')\"","timestamp":"2025-09-10T00:07:55.262970Z"}

            """;
        var reading = new LogBuilder().Freeze("db", Stderr).Error("command terminated with exit code 1").ReadOne().Freezer!;
        (reading.Outcome, reading.AgentVersion).ShouldBe((FreezerOutcome.Failed, "8.2.7"));
        reading.Reason!.ShouldContain("/.snapshots: Permission denied");
    }

    [Theory]
    [InlineData("""error="command terminated with exit code 1" hookPhase=pre""", HookOutcome.Failed, "command terminated with exit code 1")]
    [InlineData("""error="timed out after 30s" error.file="/github.com/vmware-tanzu/velero/pkg/podexec/pod_command_executor.go:168" error.function="github.com/vmware-tanzu/velero/pkg/podexec.(*defaultPodCommandExecutor).ExecutePodCommand" hookPhase=pre""", HookOutcome.TimedOut, "timed out after 30s")]
    [InlineData("""error="no such container: \"POD-a\"" hookPhase=pre""", HookOutcome.Failed, "no such container: \"POD-a\"")]
    [InlineData("""error="unable to upgrade connection: container not found (\"compute\")" hookPhase=pre""", HookOutcome.Failed, "unable to upgrade connection: container not found (\"compute\")")]
    public void An_error_alone_is_a_failure_of_nobody_knows_what(string fields, HookOutcome outcome, string error)
    {
        var hook = new LogBuilder()
            .Raw($"time=\"2020-06-03T13:51:37Z\" level=error msg=\"Error executing hook\" backup=velero/b {fields} hookSource=annotation hookType=exec logSource=\"internal/hook/item_hook_handler.go:100\" name=virt-launcher-dns01-qnk9j namespace=c resource=pods")
            .ReadOne();
        (hook.Outcome, hook.Error, hook.StartLine, hook.EndLine, hook.StartedAt, hook.Command).ShouldBe((outcome, error, 0, 1, null, null));
        hook.Pod.ShouldBe(("c", "virt-launcher-dns01-qnk9j"));
    }

    [Fact]
    public void A_hook_since_1_15_names_no_pod_and_another_command_is_no_freezer()
    {
        const string Fields = """ backup=openshift-adp/itemblock-test1 hookCommand="[/usr/bin/echo pre-hook]" hookContainer=nginx hookName="<from-annotation>" hookOnError=Fail hookPhase=pre hookSource=annotation hookTimeout="{30s}" hookType=exec logSource="pkg/podexec/pod_command_executor.go:133" """;
        var log = new LogBuilder()
            .Raw("""time="2024-09-13T16:08:25Z" level=info msg="running exec hook" """.TrimEnd() + Fields.TrimEnd())
            .Raw("""time="2024-09-13T16:08:25Z" level=info msg="stdout: pre-hook\n" """.TrimEnd() + Fields.TrimEnd())
            .Raw("""time="2024-09-13T16:08:25Z" level=info msg="stderr: " """.TrimEnd() + Fields.TrimEnd())
            .Read();
        var hook = log.Hooks.ShouldHaveSingleItem();
        (hook.Pod, hook.Command, hook.Outcome, hook.Freezer).ShouldBe((null, null, HookOutcome.Succeeded, null));
        hook.Arguments.ShouldBe(["/usr/bin/echo", "pre-hook"]);
        (log.State, log.HooksNamePods, log.HasInformation, log.UnreadableLines).ShouldBe((ArtifactState.Complete, false, true, 0));
    }

    [Fact]
    public void A_line_of_the_plugin_process()
    {
        var log = new LogBuilder().Raw("""time="2024-12-03T04:09:05Z" level=info msg="Waiting for VolumeSnapshotContents snapcontent-5f3b6e1a to have snapshot handle. Retrying in 5s" backup=velero/data-backup-with-hook cmd=/velero logSource="pkg/util/csi/volume_snapshot.go:739" pluginName=velero""").Read();
        (log.Lines, log.UnreadableLines, log.Marks.Count).ShouldBe((1, 0, 0));
        log.FirstAt.ShouldBe(new DateTimeOffset(2024, 12, 3, 4, 9, 5, TimeSpan.Zero));
    }
}
