using VeleroFreeze.Sandbox.Velero.Hooks;

namespace VeleroFreeze.Tests.Sandbox.Velero;

public class HookHandlerTests
{
    private const string Pre = "pre.hook.backup.velero.io/";
    private const string Post = "post.hook.backup.velero.io/";
    private const string Legacy = "hook.backup.velero.io/";

    private const string SpecHooks = """
        {"hooks":{"resources":[{"name":"s","includedNamespaces":["shop"],"pre":[
          {"exec":{"command":["one"],"onError":"Fail","timeout":"45s"}},{"exec":{"command":["two"]}}],"post":[{"exec":{"command":["three"]}}]}]}}
        """;

    public static TheoryData<string> Versions => ["1.14", "1.18", "1.19"];

    [Fact]
    public async Task The_phase_wins_over_the_legacy_key_and_the_first_container_is_the_default()
    {
        var run = new HookRun("1.18");
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", "phased"), (Legacy + "command", "legacy"), (Legacy + "timeout", "5s")));
        run.Requests.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            request => request.Command.ShouldBe(["phased"]),
            request => request.Container.ShouldBe("compute"),
            request => request.Timeout.ShouldBe(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Legacy_keys_serve_the_pre_phase_only_and_all_four_of_them()
    {
        var run = new HookRun("1.18");
        var pod = HookRun.PodWith((Legacy + "command", "legacy"), (Legacy + "container", "guest-console-log"), (Legacy + "timeout", "5s"), (Pre + "timeout", "9s"));
        await run.PhaseAsync(pod, HookPhase.Post);
        run.Requests.ShouldBeEmpty();
        await run.PhaseAsync(pod);
        run.Requests.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            request => request.Container.ShouldBe("guest-console-log"),
            request => request.Timeout.ShouldBe(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task An_annotation_hides_the_spec_hooks_of_its_phase_and_of_no_other()
    {
        var run = new HookRun("1.18", spec: TestObjects.Parse(SpecHooks));
        var pod = HookRun.PodWith((Pre + "command", "annotated"));
        await run.PhaseAsync(pod);
        await run.PhaseAsync(pod, HookPhase.Post);
        run.Requests.Select(request => request.Command[0]).ShouldBe(["annotated", "three"]);
    }

    [Theory]
    [InlineData("1.14", 1)]
    [InlineData("1.18", 2)]
    public async Task Spec_hooks_after_a_failed_one_are_counted_but_not_run(string version, int attempted)
    {
        var run = new HookRun(version, _ => new ExecOutcome.Exited(1, "", ""), TestObjects.Parse(SpecHooks));
        (await run.PhaseAsync(HookRun.PodWith())).ShouldBe("command terminated with exit code 1");
        run.Requests.ShouldHaveSingleItem().Timeout.ShouldBe(TimeSpan.FromSeconds(45));
        run.Tracker.Attempted.ShouldBe(attempted);
        run.Tracker.Failed.ShouldBe(1);
        run.Lines.ShouldAllBe(line => line.Contains("hookSource=spec"));
    }

    [Theory]
    [InlineData("300", "time: missing unit in duration \\\"300\\\"")]
    [InlineData("1d", "time: unknown unit \\\"d\\\" in duration \\\"1d\\\"")]
    public async Task A_timeout_that_cannot_be_read_is_a_warning_and_the_default(string timeout, string error)
    {
        var run = new HookRun("1.18");
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", "x"), (Pre + "timeout", timeout)));
        run.Lines.First().ShouldStartWith($"time=\"0001-01-01T00:00:00Z\" level=warning msg=\"Unable to parse provided timeout {timeout}, using default: {error}\"");
        run.Requests.ShouldHaveSingleItem().Timeout.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("0s", 30.0, "{30s}")]
    [InlineData("1m", 60.0, "{1m0s}")]
    [InlineData("-5s", null, "{-5s}")]
    public async Task Zero_is_the_default_and_less_is_no_limit(string timeout, double? seconds, string shown)
    {
        var run = new HookRun("1.14");
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", "x"), (Pre + "timeout", timeout)));
        (run.Requests.ShouldHaveSingleItem().Timeout?.TotalSeconds).ShouldBe(seconds);
        run.Lines.First().ShouldContain($"hookTimeout=\"{shown}\"");
    }

    [Theory]
    [InlineData("0s", 30, "{30s}")]
    [InlineData("-5s", 30, "{30s}")]
    [InlineData("5h", 14400, "{4h0m0s}")]
    [InlineData("4h", 14400, "{4h0m0s}")]
    [InlineData("1m", 60, "{1m0s}")]
    public async Task Since_1_19_every_hook_has_a_limit_of_four_hours_at_most(string timeout, int seconds, string shown)
    {
        var run = new HookRun("1.19");
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", "x"), (Pre + "timeout", timeout)));
        run.Requests.ShouldHaveSingleItem().Timeout.ShouldBe(TimeSpan.FromSeconds(seconds));
        run.Lines.First().ShouldContain($"hookTimeout=\"{shown}\"");
    }

    [Fact]
    public async Task Since_1_19_a_timeout_comes_after_what_the_hook_had_said()
    {
        var run = new HookRun("1.19", _ => new ExecOutcome.TimedOut("", "said"));
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", "x"), (Pre + "timeout", "1m")));
        run.Messages.ShouldBe(["running exec hook", "stdout: ", "stderr: said", "Error executing hook"]);
        run.Log.Entries[3].Text("error").ShouldBe("timed out after 1m0s");
    }

    [Theory]
    [InlineData("", "Fail", false)]
    [InlineData("fail", "Fail", false)]
    [InlineData("Continue", "Continue", false)]
    [InlineData("Fail", "Fail", true)]
    public async Task An_empty_on_error_shows_Fail_and_behaves_like_Continue(string onError, string shown, bool fails)
    {
        var run = new HookRun("1.18", _ => new ExecOutcome.Exited(3, "", ""));
        var error = await run.PhaseAsync(HookRun.PodWith((Pre + "command", "x"), (Pre + "on-error", onError)));
        error.ShouldBe(fails ? "command terminated with exit code 3" : null);
        run.Lines.First().ShouldContain($"hookOnError={shown} ");
        run.Messages.ShouldBe(["running exec hook", "stdout: ", "stderr: ", "Error executing hook"]);
    }

    [Theory]
    [InlineData("[]", "compute", "command is required")]
    [InlineData("x", "POD-a", "no such container: \"POD-a\"")]
    public async Task What_cannot_be_run_has_no_line_but_the_error(string command, string container, string error)
    {
        var run = new HookRun("1.18");
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", command), (Pre + "container", container)));
        run.Requests.ShouldBeEmpty();
        run.Log.Entries.ShouldHaveSingleItem().Text("error").ShouldBe(error);
        run.Tracker.Status.ToJsonString().ShouldBe("""{"hooksAttempted":1,"hooksFailed":1}""");
    }

    [Fact]
    public async Task A_pod_without_containers_needs_one()
    {
        var run = new HookRun("1.18");
        var pod = HookRun.PodWith((Pre + "command", "x"));
        pod["spec"]!["containers"] = null;
        await run.PhaseAsync(pod);
        run.Log.Entries.ShouldHaveSingleItem().Text("error").ShouldBe("need at least 1 container");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_completed_pod_is_a_success_in_both_phases(string version)
    {
        var run = new HookRun(version);
        var pod = HookRun.PodWith((Pre + "command", "x"), (Post + "command", "y"));
        pod["status"]!["phase"] = "Succeeded";
        await run.PhaseAsync(pod);
        await run.PhaseAsync(pod, HookPhase.Post);
        run.Requests.ShouldBeEmpty();
        run.Messages.ShouldBe(Enumerable.Repeat("Pod entered phase Succeeded before some post-backup exec hooks ran", 2));
        run.Tracker.Status.ToJsonString().ShouldBe("""{"hooksAttempted":2}""");
    }

    [Fact]
    public void No_hooks_at_all_are_an_empty_object() => new HookRun("1.18").Tracker.Status.ToJsonString().ShouldBe("{}");

    [Fact]
    public async Task A_timeout_says_nothing_of_the_output()
    {
        var run = new HookRun("1.18", _ => new ExecOutcome.TimedOut());
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", "x"), (Pre + "timeout", "1m")));
        run.Messages.ShouldBe(["running exec hook", "Error executing hook"]);
        run.Log.Entries[1].Text("error").ShouldBe("timed out after 1m0s");
    }

    [Fact]
    public async Task A_command_that_never_started_still_has_both_output_lines()
    {
        var run = new HookRun("1.18", _ => new ExecOutcome.Refused("unable to upgrade connection: pod does not exist"));
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", "x")));
        run.Messages.ShouldBe(["running exec hook", "stdout: ", "stderr: ", "Error executing hook"]);
        run.Log.Entries[3].Text("error").ShouldBe("unable to upgrade connection: pod does not exist");
    }

    [Theory]
    [InlineData("1.14", true)]
    [InlineData("1.18", false)]
    public async Task Lines_name_the_pod_up_to_1_14(string version, bool named)
    {
        var run = new HookRun(version, _ => new ExecOutcome.Exited(1, "", ""));
        await run.PhaseAsync(HookRun.PodWith((Pre + "command", "x")));
        run.Lines.Count().ShouldBe(4);
        run.Lines.ShouldAllBe(line => line.EndsWith(" name=db namespace=shop resource=pods", StringComparison.Ordinal) == named);
    }
}
