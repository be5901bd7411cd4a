using VeleroFreeze.Core.Lint;

namespace VeleroFreeze.Tests.Lint;

/// <summary>What KubeVirt overwrites, and its switch.</summary>
public class KubeVirtRulesTests
{
    private const string Pre = "pre.hook.backup.velero.io/";
    private const string Post = "post.hook.backup.velero.io/";

    [Theory]
    [InlineData("0.44.3", "")]
    [InlineData("1.5.3", "overwritten-by-kubevirt")]
    [InlineData("1.6.4", "overwritten-by-kubevirt")]
    [InlineData("1.9.0", "overwritten-by-kubevirt")]
    public void A_command_of_ones_own_is_overwritten_since_0_45(string kubeVirt, string rule)
    {
        var vm = TestVm.Bare().WithGoodHooks().Hook(Pre + "command", TestVm.FreezeDb[..^1] + """, "--unfreezeTimeoutSeconds", "120"]""");
        vm.Rules(kubeVirt).ShouldBe(rule);
    }

    [Fact]
    public void Many_lost_values_are_one_finding_that_lists_them()
    {
        var finding = TestVm.Bare()
            .Hook(Pre + "command", """["/bin/sync"]""").Hook(Pre + "container", "sidecar").Hook(Pre + "on-error", "Continue").Hook(Pre + "timeout", "5m")
            .Hook(Post + "command", """["/bin/true"]""").Hook(Post + "container", "sidecar").Hook(Post + "on-error", "Continue").Hook(Post + "timeout", "5m")
            .Lint().Single(finding => finding.Rule == "overwritten-by-kubevirt");
        finding.Message.ShouldEndWith("pre command, pre container, pre timeout, post command, post container.");
        finding.Effect.ShouldContain("pre timeout of 60s; of yours only on-error and the post timeout reach it");
        finding.Fix.ShouldContain("kubevirt.io/skip-backup-hooks: \"true\"");
        finding.Location.ToString().ShouldBe("/spec/template/metadata/annotations/pre.hook.backup.velero.io~1command");
    }

    [Fact]
    public void Before_the_switch_the_fix_names_the_releases_that_have_it()
    {
        var finding = TestVm.Bare().WithGoodHooks().Hook(Pre + "container", "other").Lint("1.5.0").Single(f => f.Rule == "overwritten-by-kubevirt");
        finding.Effect.ShouldContain("of yours only on-error and the timeouts reach it");
        finding.Fix.ShouldContain("1.6.6, 1.7.3 and 1.8.0");
    }

    [Theory]
    [InlineData("60s", "")]
    [InlineData("1m", "")]
    [InlineData("75s", "pre-timeout-overwritten")]
    [InlineData("90s", "overwritten-by-kubevirt")]
    public void Values_that_say_what_KubeVirt_says_lose_nothing(string timeout, string rules) =>
        TestVm.Bare().WithGoodHooks()
            .Hook(Pre + "command", """["/usr/bin/virt-freezer","--namespace=shop","--name=db","--freeze"]""").Hook(Pre + "timeout", timeout)
            .Rules().ShouldBe(rules);

    [Theory]
    [InlineData("true", "")]
    [InlineData("1", "")]
    [InlineData("TRUE", "")]
    [InlineData("yes", "pre-timeout-overwritten skip-value")]
    [InlineData("", "pre-timeout-overwritten skip-value")]
    [InlineData("False", "pre-timeout-overwritten")]
    public void The_switch_is_a_Go_boolean(string value, string rules) => TestVm.Bare().WithGoodHooks().Own(TestVm.Skip, value).Rules().ShouldBe(rules);

    [Theory]
    [InlineData("1.5.3", "skip-unknown-to-version")]
    [InlineData("1.6.5", "pre-timeout-overwritten skip-unknown-to-version")]
    [InlineData("1.6.6", "")]
    [InlineData("1.7.2", "pre-timeout-overwritten skip-unknown-to-version")]
    [InlineData("1.7.3", "")]
    [InlineData("1.8.0", "")]
    public void The_switch_is_known_to_some_releases_only(string kubeVirt, string rules) => TestVm.Good().Rules(kubeVirt).ShouldBe(rules);

    [Theory]
    [InlineData("true", null, "pre-timeout-overwritten skip-in-template")]
    [InlineData("yes", null, "pre-timeout-overwritten skip-in-template")]
    [InlineData("false", null, "pre-timeout-overwritten")]
    [InlineData("true", "true", "")]
    public void The_switch_in_the_template_is_stripped(string inTemplate, string? onVm, string rules) =>
        TestVm.Bare().WithGoodHooks().Hook(TestVm.Skip, inTemplate).Own(TestVm.Skip, onVm).Rules().ShouldBe(rules);

    [Fact]
    public void The_switch_without_hooks_leaves_the_VM_with_none()
    {
        TestVm.Bare().Own(TestVm.Skip, "true").Rules().ShouldBe("skip-without-hooks");
        TestVm.Vmi().Hook(TestVm.Skip, "true").Rules().ShouldBe("skip-without-hooks");
        TestVm.Pool().Own(TestVm.Skip, "true").Only().Location.ToString()
            .ShouldBe("/spec/virtualMachineTemplate/metadata/annotations/kubevirt.io~1skip-backup-hooks");
        TestVm.Bare().Own(TestVm.Skip, "false").Rules().ShouldBe("");
    }

    [Fact]
    public void A_replica_set_and_a_VMI_have_the_switch_where_the_hooks_are()
    {
        TestVm.Vmi().WithGoodHooks().Hook(TestVm.Skip, "true").Rules().ShouldBe("");
        TestVm.ReplicaSet().WithGoodHooks().Hook(TestVm.Skip, "true").Rules().ShouldBe("fixed-name-in-template");
    }

    [Theory]
    [InlineData("true", "1.9.0", "skip-cluster-wide")]
    [InlineData("true", "1.5.0", "skip-unknown-to-version")]
    [InlineData("yes", "1.9.0", "skip-value")]
    [InlineData("false", "1.9.0", "")]
    [InlineData(null, "1.9.0", "")]
    public void On_the_KubeVirt_resource_the_switch_is_for_the_whole_cluster(string? value, string kubeVirt, string rules) =>
        TestVm.KubeVirt().Own(TestVm.Skip, value).Rules(kubeVirt).ShouldBe(rules);

    [Fact]
    public void Other_kinds_are_none_of_our_business() =>
        TestVm.Namespace().Own(Pre + "command", "x y").Own(TestVm.Skip, "yes").Rules().ShouldBe("");

    [Fact]
    public void The_worst_finding_comes_first()
    {
        var severities = TestVm.Bare().WithGoodHooks().Hook(Pre + "on-error", "Fail").Hook(Pre + "container", null).Hook(Post + "timeout", "60").Lint()
            .Select(finding => finding.Severity).ToList();
        severities.ShouldBe(severities.OrderDescending());
        severities[0].ShouldBe(LintSeverity.Error);
        severities[^1].ShouldBe(LintSeverity.Note);
    }
}
