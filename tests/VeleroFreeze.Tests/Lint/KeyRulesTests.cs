namespace VeleroFreeze.Tests.Lint;

public class KeyRulesTests
{
    private const string Pre = "pre.hook.backup.velero.io/";

    [Theory]
    [InlineData("pre.hook.backup.velero.io/comand", "pre.hook.backup.velero.io/command")]
    [InlineData("pre.hook.backup.velero.io/Command", "pre.hook.backup.velero.io/command")]
    [InlineData("pre.hook.backup.velero.io/onerror", "pre.hook.backup.velero.io/on-error")]
    [InlineData("pre.hook.backup.velero.io/on_error", "pre.hook.backup.velero.io/on-error")]
    [InlineData("pre.hook.backup.velero.io/onError", "pre.hook.backup.velero.io/on-error")]
    [InlineData("post.hook.backup.velero.io/timeuot", "post.hook.backup.velero.io/timeout")]
    [InlineData("post.hook.backup.velero.io/containers", "post.hook.backup.velero.io/container")]
    [InlineData("post.hook.backup.velero.io/cmd", "One of command, container, on-error, timeout behind post.hook.backup.velero.io/")]
    [InlineData("post.hook.backup.velero.io/", "One of command, container, on-error, timeout behind post.hook.backup.velero.io/")]
    public void A_misspelled_key_is_told_the_nearest_known(string key, string fix)
    {
        var finding = TestVm.Good().Hook(key, "x").Only();
        finding.Rule.ShouldBe("unknown-hook-property");
        finding.Fix.ShouldBe(fix);
    }

    [Theory]
    [InlineData("post.hook.restore.velero.io/command")]
    [InlineData("init.hook.restore.velero.io/container-image")]
    [InlineData("backup.velero.io/backup-volumes")]
    public void Restore_hooks_and_other_annotations_are_left_alone(string key) => TestVm.Good().Hook(key, "x").Rules().ShouldBe("");

    [Fact]
    public void Legacy_keys_are_the_pre_hook_where_nothing_else_is()
    {
        var vm = TestVm.Bare().Own(TestVm.Skip, "true")
            .Hook("hook.backup.velero.io/command", TestVm.FreezeDb).Hook("hook.backup.velero.io/container", "compute")
            .Hook("hook.backup.velero.io/on-error", "Continue").Hook("hook.backup.velero.io/timeout", "75s");
        vm.Rules().ShouldBe("legacy-keys pre-without-post");
        vm.Lint()[1].Effect.ShouldStartWith("Velero still reads");
        vm.Own(TestVm.Skip, null).Lint().Single(finding => finding.Rule == "legacy-keys").Effect.ShouldContain("KubeVirt 1.9.0 writes a pre command");
    }

    [Fact]
    public void Legacy_keys_beside_a_pre_command_are_ignored() =>
        TestVm.Good().Hook("hook.backup.velero.io/timeout", "5m").Only().Effect.ShouldStartWith("Velero ignores them");

    [Fact]
    public void The_values_of_legacy_keys_are_judged_like_the_others() =>
        TestVm.Bare().Own(TestVm.Skip, "true").Hook("hook.backup.velero.io/command", "/bin/sh -c sync").Rules()
            .ShouldBe("command-single-word legacy-keys on-error-absent");

    [Fact]
    public void Hooks_on_the_VM_itself_reach_no_pod()
    {
        var finding = TestVm.Bare().Own(Pre + "command", TestVm.FreezeDb).Own(Pre + "timeout", "75s").Only();
        finding.Rule.ShouldBe("hooks-on-vm-metadata");
        finding.Location.ToString().ShouldBe("/metadata/annotations/pre.hook.backup.velero.io~1command");
        finding.Fix.ShouldBe("Move the hook keys to spec.template.metadata.annotations.");
        TestVm.Good().Own(Pre + "command", TestVm.FreezeDb).Rules().ShouldBe("hooks-repeated-on-vm-metadata");
        TestVm.Pool().Own(Pre + "command", TestVm.FreezeDb).Only().Fix.ShouldBe("Move the hook keys to spec.virtualMachineTemplate.spec.template.metadata.annotations.");
    }

    [Fact]
    public void Hooks_on_a_VMI_itself_are_where_they_belong() =>
        TestVm.Vmi().WithGoodHooks().Hook(TestVm.Skip, "true").Rules().ShouldBe("");

    [Fact]
    public void Values_that_are_no_strings_are_located()
    {
        TestVm.Good().Own("velerofreeze.io/thaw-timeout", 60).Only().Location.ToString().ShouldBe("/metadata/annotations/velerofreeze.io~1thaw-timeout");
        TestVm.Bare().Own(TestVm.Skip, true).Rules().ShouldBe("value-not-a-string");
        TestVm.KubeVirt().Own(TestVm.Skip, true).Rules().ShouldBe("value-not-a-string");
        TestVm.Vmi().Hook(Pre + "timeout", 60).Rules().ShouldBe("value-not-a-string");
    }
}
