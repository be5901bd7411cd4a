using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Tests.Evidence.Logs;

public class HookExecutionTests
{
    private const string ExitCode = "command terminated with exit code 1";

    private static readonly string Done = LogBuilder.Record(LogBuilder.Done);

    private static readonly string Refused = LogBuilder.Record("Freezing VMI failed", "error", "no");

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_freeze_and_a_thaw_are_found_in_both_formats_and_families(bool json, bool namesPods)
    {
        var builder = new LogBuilder(json, namesPods);
        builder.Running("db", timeout: "1m15s").Hook("db", "pre", "stdout: ", timeout: "1m15s");
        builder.Now += TimeSpan.FromSeconds(2);
        var log = builder.Hook("db", "pre", $"stderr: {Done}", timeout: "1m15s").Freeze("db", Done, "post").Read();
        log.HooksNamePods.ShouldBe(namesPods);
        log.HooksInterleave.ShouldBeFalse();
        log.Hooks.Select(hook => (hook.Phase, hook.Outcome, hook.Freezer!.Outcome)).ShouldBe([
            (HookPhase.Pre, HookOutcome.Succeeded, FreezerOutcome.Done), (HookPhase.Post, HookOutcome.Succeeded, FreezerOutcome.Done)]);
        var freeze = log.Hooks[0];
        freeze.Command.ShouldBe(new FreezerCommand(FreezerMode.Freeze, "shop", "db"));
        freeze.Name.ShouldBe("<from-annotation>");
        freeze.Pod.ShouldBe(namesPods ? ("shop", "virt-launcher-db") : null);
        (freeze.StartLine, freeze.EndLine, freeze.EndedAt - freeze.StartedAt, freeze.Timeout).ShouldBe((1, 3, TimeSpan.FromSeconds(2), GoDuration.FromSeconds(75)));
    }

    [Fact]
    public void A_completed_pod_is_told_apart_from_a_success()
    {
        var hook = new LogBuilder().Hook("db", "pre", "Pod entered phase Succeeded before some post-backup exec hooks ran").ReadOne();
        (hook.Outcome, hook.StartedAt, hook.EndLine, hook.Command!.Name).ShouldBe((HookOutcome.PodCompleted, null, 1, "db"));
    }

    [Fact]
    public void An_exit_code_belongs_to_the_hook_before_it()
    {
        var log = new LogBuilder().Freeze("a", Done).Freeze("b", Refused).Error(ExitCode).Freeze("c", Done).Read();
        log.Hooks.Select(hook => (hook.Command!.Name, hook.Outcome, hook.Error)).ShouldBe([
            ("a", HookOutcome.Succeeded, null), ("b", HookOutcome.Failed, ExitCode), ("c", HookOutcome.Succeeded, null)]);
        (log.HooksInterleave, log.Hooks[1].EndLine).ShouldBe((false, 7));
    }

    [Fact]
    public void A_timeout_is_a_hook_without_output()
    {
        var builder = new LogBuilder().Running("a", timeout: "1m0s");
        builder.Now += TimeSpan.FromSeconds(60);
        var log = builder.Error("timed out after 1m0s").Freeze("b", Done).Read();
        log.Hooks.Select(hook => (hook.Outcome, hook.Error, hook.EndLine, hook.Freezer?.Outcome)).ShouldBe([
            (HookOutcome.TimedOut, "timed out after 1m0s", 2, null), (HookOutcome.Succeeded, null, 5, FreezerOutcome.Done)]);
        log.HooksInterleave.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_timeout_after_a_success_text_is_a_timeout(bool json, bool namesPods)
    {
        var log = new LogBuilder(json, namesPods).Freeze("a", Done).Error("timed out after 30s", vm: "a").Freeze("b", Done).Read();
        log.Hooks.Select(hook => (hook.Outcome, hook.Error, hook.EndLine)).ShouldBe([(HookOutcome.TimedOut, "timed out after 30s", 4), (HookOutcome.Succeeded, null, 7)]);
        log.HooksInterleave.ShouldBeFalse();
    }

    [Fact]
    public void A_timeout_whose_hook_spoke_before_another_began_is_not_the_others()
    {
        var builder = new LogBuilder().Running("a");
        builder.Now += TimeSpan.FromSeconds(30);
        var log = builder.Stdout("a").Stderr("a", Done).Running("b").Error("timed out after 30s").Stdout("b").Stderr("b", Done).Read();
        log.Hooks.Select(hook => (hook.Command!.Name, hook.Outcome)).ShouldBe([("a", HookOutcome.TimedOut), ("b", HookOutcome.Succeeded)]);
        log.HooksInterleave.ShouldBeTrue();
    }

    [Fact]
    public void A_late_hook_is_told_from_a_fast_one_by_its_time()
    {
        var builder = new LogBuilder().Freeze("fast", Done).Running("late");
        builder.Now += TimeSpan.FromSeconds(29);
        var log = builder.Stdout("late").Stderr("late", Done).Running("c", timeout: "1m0s").Error("timed out after 30s").Hook("c", "pre", "stdout: ", timeout: "1m0s")
            .Hook("c", "pre", $"stderr: {Done}", timeout: "1m0s").Read();
        log.Hooks.Select(hook => (hook.Command!.Name, hook.Outcome)).ShouldBe([("fast", HookOutcome.Succeeded), ("late", HookOutcome.TimedOut), ("c", HookOutcome.Succeeded)]);
    }

    [Fact]
    public void A_timeout_that_may_be_one_of_two_leaves_neither_a_success()
    {
        var builder = new LogBuilder().Running("a").Running("b");
        builder.Now += TimeSpan.FromSeconds(30);
        var log = builder.Stdout("a").Stderr("a", Done).Stdout("b").Stderr("b", Done).Line("Backing up item").Running("c", timeout: "1m0s").Error("timed out after 30s").Read();
        log.Hooks.Take(2).ShouldAllBe(hook => hook.Outcome == HookOutcome.Unknown);
    }

    [Fact]
    public void Two_timeouts_of_two_that_spoke_are_theirs_whatever_their_times_say()
    {
        var log = new LogBuilder().Running("a").Running("b").Stdout("a").Stderr("a", Done).Stdout("b").Stderr("b", Done).Running("c", timeout: "1m0s")
            .Error("timed out after 30s").Error("timed out after 30s").Read();
        log.Hooks.Take(2).ShouldAllBe(hook => hook.Outcome == HookOutcome.TimedOut);
    }

    [Fact]
    public void A_fast_success_beside_one_that_times_out_without_a_word_stays_one()
    {
        var builder = new LogBuilder().Running("a").Freeze("b", Done);
        builder.Now += TimeSpan.FromSeconds(30);
        var log = builder.Error("timed out after 30s").Read();
        log.Hooks.Select(hook => (hook.Command!.Name, hook.Outcome)).ShouldBe([("a", HookOutcome.TimedOut), ("b", HookOutcome.Succeeded)]);
    }

    [Fact]
    public void Output_after_a_timeout_that_nobody_else_can_have_had_is_no_success()
    {
        var log = new LogBuilder().Running("a").Error("timed out after 30s").Stdout("a").Stderr("a", Done).Read();
        log.Hooks.ShouldAllBe(hook => hook.Outcome != HookOutcome.Succeeded);
    }

    [Fact]
    public void Where_lines_cannot_be_read_a_success_that_took_all_its_time_is_not_known()
    {
        var builder = new LogBuilder().Running("a");
        builder.Now += TimeSpan.FromSeconds(30);
        var log = builder.Stdout("a").Stderr("a", Done).Raw("?").Freeze("b", Done).Read();
        log.Hooks.Select(hook => hook.Outcome).ShouldBe([HookOutcome.Unknown, HookOutcome.Succeeded]);
    }

    [Fact]
    public void Of_two_that_wait_the_elder_times_out_first()
    {
        var log = new LogBuilder().Running("a").Running("b").Error("timed out after 30s").Stdout("b").Stderr("b", Done).Read();
        log.Hooks.Select(hook => hook.Outcome).ShouldBe([HookOutcome.TimedOut, HookOutcome.Succeeded]);
        log.HooksInterleave.ShouldBeTrue();
    }

    [Fact]
    public void Another_limit_is_another_hooks()
    {
        var log = new LogBuilder().Running("a").Error("timed out after 1m0s").Read();
        log.Hooks.Select(hook => (hook.Outcome, hook.StartLine)).ShouldBe([(HookOutcome.Unknown, 1), (HookOutcome.TimedOut, 0)]);
    }

    [Theory]
    [InlineData("command is required")]
    [InlineData("need at least 1 container")]
    [InlineData("no such container: \"compute\"")]
    public void An_error_before_execution_spoils_no_other_hook(string error)
    {
        var log = new LogBuilder().Freeze("a", Done).Error(error).Read();
        log.Hooks.Select(hook => (hook.Outcome, hook.Arguments.Count)).ShouldBe([(HookOutcome.Succeeded, 6), (HookOutcome.Failed, 0)]);
    }

    [Fact]
    public void Workers_that_interleave_are_seen_and_told_apart_by_their_words()
    {
        var log = new LogBuilder().Running("a").Running("b").Stdout("a").Stdout("b").Stderr("a", Refused).Stderr("b", Done).Error(ExitCode).Read();
        log.HooksInterleave.ShouldBeTrue();
        log.Hooks.Select(hook => (hook.Command!.Name, hook.Outcome)).ShouldBe([("a", HookOutcome.Failed), ("b", HookOutcome.Succeeded)]);
    }

    [Fact]
    public void Words_show_an_interleaving_that_the_order_of_lines_hides()
    {
        var log = new LogBuilder().Freeze("a", Refused).Freeze("b", Done).Error(ExitCode).Read();
        log.HooksInterleave.ShouldBeTrue();
        log.Hooks.Select(hook => hook.Outcome).ShouldBe([HookOutcome.Failed, HookOutcome.Succeeded]);
    }

    [Fact]
    public void An_error_that_may_be_one_of_two_leaves_both_unknown()
    {
        var log = new LogBuilder().Running("a").Running("b").Stdout("a").Stdout("b").Stderr("a", "?").Stderr("b", "?").Error(ExitCode).Read();
        log.Hooks.Select(hook => hook.Outcome).ShouldBe([HookOutcome.Unknown, HookOutcome.Unknown]);
    }

    [Fact]
    public void As_many_errors_as_hooks_are_one_each()
    {
        var log = new LogBuilder().Running("a").Running("b").Stdout("a").Stdout("b").Stderr("a", "?").Stderr("b", Refused).Error(ExitCode).Error(ExitCode).Read();
        log.Hooks.Select(hook => hook.Outcome).ShouldBe([HookOutcome.Failed, HookOutcome.Failed]);
    }

    [Fact]
    public void A_pod_that_is_named_settles_whose_error_it_is()
    {
        var log = new LogBuilder(namesPods: true).Running("a").Running("b").Stdout("a").Stdout("b").Stderr("a", "?").Stderr("b", "?").Error(ExitCode, vm: "a").Read();
        log.Hooks.Select(hook => hook.Outcome).ShouldBe([HookOutcome.Failed, HookOutcome.Succeeded]);
    }

    [Fact]
    public void A_success_that_is_followed_by_an_error_is_none() =>
        new LogBuilder().Freeze("a", Done).Error(ExitCode).ReadOne().Outcome.ShouldBe(HookOutcome.Failed);

    [Fact]
    public void A_failure_without_its_error_is_no_success() =>
        new LogBuilder().Freeze("a", Refused).ReadOne().Outcome.ShouldBe(HookOutcome.Unknown);

    [Fact]
    public void A_hook_whose_output_is_missing_is_unknown()
    {
        new LogBuilder().Running("a").ReadOne().Outcome.ShouldBe(HookOutcome.Unknown);
        new LogBuilder().Running("a").Stdout("a").ReadOne().Outcome.ShouldBe(HookOutcome.Unknown);
        new LogBuilder().Stdout("a").Stderr("a", Done).ReadOne().Outcome.ShouldBe(HookOutcome.Unknown);
        new LogBuilder().Stderr("a", Done).ReadOne().Outcome.ShouldBe(HookOutcome.Unknown);
    }

    [Fact]
    public void Two_that_cannot_be_told_apart_are_both_unknown()
    {
        var log = new LogBuilder().Running("a").Running("a").Stdout("a").Stderr("a", Done).Read();
        log.Hooks.Select(hook => hook.Outcome).ShouldBe([HookOutcome.Unknown, HookOutcome.Unknown]);
    }

    [Fact]
    public void A_line_that_cannot_be_read_may_have_been_an_error()
    {
        new LogBuilder().Freeze("a", "", command: ["/bin/true"]).ReadOne().Outcome.ShouldBe(HookOutcome.Succeeded);
        new LogBuilder().Freeze("a", "", command: ["/bin/true"]).Raw("\u0001").ReadOne().Outcome.ShouldBe(HookOutcome.Unknown);
        new LogBuilder().Freeze("a", Done).Raw("\u0001").ReadOne().Outcome.ShouldBe(HookOutcome.Succeeded, "virt-freezer exits with 0 after these words");
    }

    [Theory]
    [InlineData("/usr/bin/virt-freezer", "--freeze", "--name", "a b", "--namespace", "shop")]
    [InlineData("/usr/bin/virt-freezer", "--freeze", "--name", "a", "--namespace", "shop", "extra")]
    [InlineData("/bin/sh", "-c", "/usr/bin/virt-freezer --freeze --name a --namespace shop")]
    public void Only_virt_freezer_alone_is_a_command(params string[] command)
    {
        foreach (var json in new[] { false, true })
        {
            new LogBuilder(json).Freeze("a", Done, command: command).ReadOne().Command.ShouldBeNull();
        }
    }

    [Fact]
    public void A_command_of_any_length_is_read_past()
    {
        var hook = new LogBuilder().Freeze("a", Done, command: ["/bin/x", new string('a', 100_000)]).ReadOne();
        (hook.Outcome, hook.Arguments.Count).ShouldBe((HookOutcome.Succeeded, 0));
    }

    [Fact]
    public void A_log_above_the_informational_level_says_so()
    {
        var log = new LogBuilder().Error(ExitCode).Read();
        (log.HasInformation, log.Hooks.Count).ShouldBe((false, 1));
    }

    [Fact]
    public void Hooks_alike_without_end_take_no_time_without_end()
    {
        var log = new LogBuilder();
        foreach (var message in new[] { "running exec hook", "stdout: " })
        {
            for (var i = 0; i < 20_000; i++)
            {
                log.Line(message, ("hookCommand", "[a]"), ("hookPhase", "pre"), ("hookType", "exec"));
            }
        }

        log.Read().Hooks.ShouldAllBe(hook => hook.Outcome == HookOutcome.Unknown);
    }
}
