namespace VeleroFreeze.Tests.Lint;

public class NameRulesTests
{
    private const string PreCommand = "pre.hook.backup.velero.io/command";

    [Theory]
    [InlineData("db", "shop", "")]
    [InlineData("db-1", "shop", "wrong-name")]
    [InlineData("db", "shop-restored", "wrong-namespace")]
    [InlineData("shop", "db", "wrong-name wrong-namespace")]
    [InlineData("<VM Name>", "shop", "wrong-name")]
    [InlineData("[VM Name]", "[VM Namespace]", "wrong-name wrong-namespace")]
    [InlineData("VM_NAME", "NAMESPACE", "wrong-name wrong-namespace")]
    [InlineData("$(NAME)", "{{ .Namespace }}", "wrong-name wrong-namespace")]
    [InlineData("DB", "shop", "wrong-name")]
    [InlineData("--namespace", "shop", "wrong-name")]
    public void Name_and_namespace_have_to_be_the_VMs(string name, string space, string rules) =>
        TestVm.Good().Hook(PreCommand, Freeze(name, space)).Rules().ShouldBe(rules);

    [Fact]
    public void A_placeholder_is_called_one() =>
        TestVm.Good().Hook(PreCommand, Freeze("<VM Name>", "shop")).Only().Message
            .ShouldBe("`--name` is `<VM Name>`, a placeholder or no name at all; this VM's is `db`.");

    [Fact]
    public void A_name_that_is_not_known_yet_is_not_judged()
    {
        var vm = TestVm.Good().Metadata("name", null).Metadata("generateName", "db-");
        vm.Rules().ShouldBe("");
        vm.Hook(PreCommand, Freeze("VM_NAME", "shop")).Rules().ShouldBe("wrong-name");
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("shop", "")]
    [InlineData("other", "wrong-namespace wrong-namespace")]
    public void Without_a_namespace_of_its_own_the_given_one_counts(string? defaultNamespace, string rules) =>
        TestVm.Good().Metadata("namespace", null).Rules(defaultNamespace: defaultNamespace).ShouldBe(rules);

    [Fact]
    public void The_objects_namespace_beats_the_given_one() => TestVm.Good().Rules(defaultNamespace: "other").ShouldBe("");

    [Fact]
    public void A_VMI_is_judged_by_its_own_name()
    {
        TestVm.Vmi().WithGoodHooks().Hook("kubevirt.io/skip-backup-hooks", "true").Rules().ShouldBe("");
        TestVm.Vmi().WithGoodHooks().Hook("kubevirt.io/skip-backup-hooks", "true").Metadata("name", "web").Rules().ShouldBe("wrong-name wrong-name");
    }

    [Theory]
    [InlineData(true, "/spec/virtualMachineTemplate/spec/template/metadata/annotations/pre.hook.backup.velero.io~1command")]
    [InlineData(false, "/spec/template/metadata/annotations/pre.hook.backup.velero.io~1command")]
    public void A_fixed_name_in_a_template_of_many_is_one_error(bool isPool, string location)
    {
        var findings = (isPool ? TestVm.Pool() : TestVm.ReplicaSet()).WithGoodHooks().Lint("1.5.0");
        var finding = findings.ShouldHaveSingleItem();
        finding.Rule.ShouldBe("fixed-name-in-template");
        finding.Location.ToString().ShouldBe(location);
    }

    [Fact]
    public void A_pool_without_hooks_has_no_finding() => TestVm.Pool().Rules().ShouldBe("");

    private static string Freeze(string name, string space) => $"""["/usr/bin/virt-freezer", "--freeze", "--name", "{name}", "--namespace", "{space}"]""";
}
