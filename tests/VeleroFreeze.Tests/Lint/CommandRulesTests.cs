using VeleroFreeze.Core.Lint;

namespace VeleroFreeze.Tests.Lint;

public class CommandRulesTests
{
    private const string PreCommand = "pre.hook.backup.velero.io/command";
    private const string PostCommand = "post.hook.backup.velero.io/command";

    [Fact]
    public void Right_hooks_with_KubeVirts_switched_off_have_no_finding() => TestVm.Good().Rules().ShouldBe("");

    [Theory]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop"] """)]
    [InlineData("""["/usr/bin/virt-freezer","--namespace","shop","--name","db","--freeze"]""")]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze=true", "--name=db", "--namespace=shop"]""")]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop", "--unfreezeTimeoutSeconds", "0x78"]""")]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze", "--unfreeze=false", "--name", "db", "--namespace", "shop"]""")]
    public void What_virt_freezer_takes_has_no_finding(string command) => TestVm.Good().Hook(PreCommand, command).Rules().ShouldBe("");

    /// <summary>The first is the recipe as it was published for Harvester.</summary>
    [Theory]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze", "--name", "[VM Name]", "--namespace", "[VM Namespace]" """, "the closing `]` is missing")]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze""", "`\"]` is missing")]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze"]" """, "a stray quote `\"` follows the closing `]`")]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze"]'""", "a stray quote `'` follows the closing `]`")]
    [InlineData("""["/usr/bin/virt-freezer"] --freeze""", "`--freeze` follows the closing `]`")]
    [InlineData("""["/usr/bin/virt-freezer", "--unfreezeTimeoutSeconds", 300]""", "element 3 is no string but `300`")]
    [InlineData("""["/usr/bin/virt-freezer", ["--freeze"]]""", "element 2 is no string but `[\"--freeze\"]`")]
    [InlineData("""['/usr/bin/virt-freezer', '--freeze']""", "double quotes, not single ones")]
    [InlineData("""[“/usr/bin/virt-freezer”, “--freeze”]""", "typographic")]
    [InlineData("""["/usr/bin/virt-freezer", "--freeze",]""", "a comma before the closing `]`")]
    [InlineData("""["/usr/bin/virt-freezer" "--freeze"]""", "it stops being JSON at byte 25 of line 1")]
    [InlineData("""[/usr/bin/virt-freezer, --freeze]""", "it stops being JSON at byte 1 of line 1")]
    [InlineData("[", "the closing `]` is missing")]
    public void A_broken_array_is_reported_with_the_mistake_that_was_made(string command, string hint)
    {
        var finding = TestVm.Good().Hook(PreCommand, command).Only();
        finding.Rule.ShouldBe("command-not-json");
        finding.Message.ShouldContain(hint);
        finding.Effect.ShouldContain("the whole text as the name of one program");
        finding.Location.ToString().ShouldBe("/spec/template/metadata/annotations/pre.hook.backup.velero.io~1command");
        if (command.Contains("virt-freezer", StringComparison.Ordinal))
        {
            finding.Fix.ShouldBe("""pre.hook.backup.velero.io/command: '["/usr/bin/virt-freezer", "--freeze", "--name", "db", "--namespace", "shop"]'""");
        }
    }

    [Theory]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop", "command-single-word")]
    [InlineData("/bin/sh -c sync", "command-single-word")]
    [InlineData("/bin/sync\t", "command-single-word")]
    [InlineData(" [\"/bin/sync\"]", "command-leading-blank")]
    [InlineData("\n[\"/bin/sync\"]", "command-leading-blank")]
    [InlineData("[]", "command-empty-array")]
    [InlineData("[ ]", "command-empty-array")]
    [InlineData("[\"\"]", "wrong-path")]
    [InlineData("[null, \"--freeze\"]", "wrong-path")]
    [InlineData("/usr/bin/virt-freezer", "missing-mode missing-name missing-namespace")]
    [InlineData("/bin/sync", "not-virt-freezer")]
    [InlineData("""["/bin/sh", "-c", "/usr/bin/virt-freezer --freeze"]""", "not-virt-freezer")]
    public void Velero_neither_splits_nor_repairs_a_text(string command, string rules) =>
        TestVm.Good().Hook(PreCommand, command).Rules().ShouldBe(rules);

    [Fact]
    public void The_message_quotes_the_value_and_the_effect_names_the_actor()
    {
        var finding = TestVm.Good().Hook(PostCommand, "/usr/bin/virt-freezer --unfreeze").Only();
        finding.ShouldBe(new LintFinding(
            "command-single-word",
            LintSeverity.Error,
            finding.Location,
            "The post command `/usr/bin/virt-freezer --unfreeze` is text with blanks, not a JSON array.",
            "Velero runs the whole text as the name of one program and logs nothing about it; no such program exists, so the hook fails and "
            + "the guest stays frozen until virt-launcher thaws it by itself.",
            """post.hook.backup.velero.io/command: '["/usr/bin/virt-freezer", "--unfreeze", "--name", "db", "--namespace", "shop"]'""")
        {
            Title = "hook command is not split at blanks",
        });
    }

    [Fact]
    public void Where_KubeVirt_writes_its_own_command_the_effect_says_so()
    {
        var vm = TestVm.Bare().WithGoodHooks().Hook(PreCommand, "/usr/bin/virt-freezer --freeze");
        vm.Rules().ShouldBe("command-single-word overwritten-by-kubevirt");
        vm.Lint()[0].Effect.ShouldEndWith("(KubeVirt 1.9.0 writes its own hooks over these and so hides it, until kubevirt.io/skip-backup-hooks is set.)");
    }

    [Fact]
    public void An_empty_command_is_no_hook()
    {
        TestVm.Good().Hook(PreCommand, "").Rules().ShouldBe("command-empty post-without-pre");
        TestVm.Bare().Hook(PreCommand, "").Only().Effect.ShouldContain("KubeVirt 1.9.0 writes its own command over it");
    }

    [Fact]
    public void Nothing_is_said_about_the_form_of_a_command_too_long_to_be_read_in_full()
    {
        var script = "[\"/bin/sh\", \"-c\", \"" + new string('x', 9000) + "\"]";
        TestVm.Good().Hook(PreCommand, script).Rules().ShouldBe("");
    }

    [Fact]
    public void A_foreign_program_is_told_how_to_write_an_array() =>
        TestVm.Good().Hook(PreCommand, "/bin/sh -c sync").Only().Fix.ShouldContain("""'["/bin/sh", "-c", "..."]'""");
}
