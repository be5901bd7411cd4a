using VeleroFreeze.Core.Lint;

namespace VeleroFreeze.Tests.Lint;

public class PairRulesTests
{
    private const string Pre = "pre.hook.backup.velero.io/";
    private const string Post = "post.hook.backup.velero.io/";

    [Fact]
    public void A_hook_without_its_counterpart_is_an_error()
    {
        TestVm.Good().Hook(Post + "command", null).Rules().ShouldBe("pre-without-post");
        TestVm.Good().Hook(Pre + "command", null).Rules().ShouldBe("post-without-pre");
        TestVm.Good().Hook(Post + "command", null).Only().Fix
            .ShouldBe("""post.hook.backup.velero.io/command: '["/usr/bin/virt-freezer", "--unfreeze", "--name", "db", "--namespace", "shop"]'""");
    }

    [Fact]
    public void KubeVirts_own_counterpart_is_mentioned() =>
        TestVm.Bare().Hook(Pre + "command", TestVm.FreezeDb).Hook(Pre + "container", "compute").Hook(Pre + "on-error", "Continue")
            .Only().Effect.ShouldContain("KubeVirt 1.9.0 writes its own hooks");

    [Fact]
    public void Some_other_programs_hook_needs_no_counterpart() =>
        TestVm.Good().Hook(Pre + "command", """["/bin/sync"]""").Hook(Post + "command", null).Rules().ShouldBe("not-virt-freezer");

    [Fact]
    public void Properties_beside_KubeVirts_own_hooks_do_count()
    {
        var vm = TestVm.Bare().Hook(Pre + "on-error", "Continue").Hook(Post + "on-error", "Continue").Hook(Post + "timeout", "60s");
        vm.Rules().ShouldBe("");
        vm.Rules("0.44.0").ShouldBe("hook-without-command hook-without-command");
        vm.Own(TestVm.Skip, "true").Rules().ShouldBe("hook-without-command hook-without-command skip-without-hooks");
    }

    [Fact]
    public void Fsfreeze_needs_a_thaw_as_well_and_may_be_in_any_container() =>
        TestVm.Good().Hook(Pre + "command", """["/sbin/fsfreeze", "-f", "/data"]""").Hook(Pre + "container", "other").Hook(Post + "command", null)
            .Rules().ShouldBe("not-virt-freezer pre-without-post");

    [Theory]
    [InlineData("compute", "")]
    [InlineData("Compute", "container-wrong")]
    [InlineData("virt-launcher", "container-wrong")]
    [InlineData("", "container-missing")]
    [InlineData(null, "container-missing")]
    public void Virt_freezer_is_in_compute_only(string? container, string rules) =>
        TestVm.Good().Hook(Pre + "container", container).Rules().ShouldBe(rules);

    [Fact]
    public void Some_other_program_may_be_in_another_container() =>
        TestVm.Good().Hook(Pre + "command", """["/bin/sync"]""").Hook(Pre + "container", "sidecar").Rules().ShouldBe("not-virt-freezer");

    [Theory]
    [InlineData("Continue", "")]
    [InlineData("Fail", "on-error-fail")]
    [InlineData("FailBlock", "on-error-future")]
    [InlineData("failblock", "on-error-spelling")]
    [InlineData("fail", "on-error-spelling")]
    [InlineData("FAIL", "on-error-spelling")]
    [InlineData("continue", "on-error-spelling")]
    [InlineData("Ignore", "on-error-spelling")]
    [InlineData("Fail ", "on-error-spelling")]
    [InlineData("", "on-error-absent")]
    [InlineData(null, "on-error-absent")]
    public void On_error_counts_letter_by_letter(string? onError, string rules) =>
        TestVm.Good().Hook(Pre + "on-error", onError).Rules().ShouldBe(rules);

    [Theory]
    [InlineData("fail", "Fail")]
    [InlineData(" FAIL", "Fail")]
    [InlineData("continue", "Continue")]
    [InlineData("ignore", "Continue")]
    public void The_fix_is_the_spelling_that_was_meant(string onError, string meant) =>
        TestVm.Good().Hook(Post + "on-error", onError).Only().Fix.ShouldBe("post.hook.backup.velero.io/on-error: " + meant);

    [Fact]
    public void A_misspelled_on_error_reaches_the_pod_beside_KubeVirts_own_hooks() =>
        TestVm.Bare().Hook(Pre + "on-error", "fail").Rules().ShouldBe("on-error-spelling");

    [Fact]
    public void Fail_on_the_post_hook_costs_nothing() => TestVm.Good().Hook(Post + "on-error", "Fail").Rules().ShouldBe("");

    [Fact]
    public void Absent_on_error_is_noted_once_for_both_hooks()
    {
        var finding = TestVm.Good().Hook(Pre + "on-error", null).Hook(Post + "on-error", null).Only();
        finding.Severity.ShouldBe(LintSeverity.Note);
        finding.Fix.ShouldBe("pre.hook.backup.velero.io/on-error: Continue");
    }
}
