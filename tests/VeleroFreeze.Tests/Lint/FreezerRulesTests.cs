using VeleroFreeze.Core.Lint;

namespace VeleroFreeze.Tests.Lint;

public class FreezerRulesTests
{
    private const string PreCommand = "pre.hook.backup.velero.io/command";
    private const string PostCommand = "post.hook.backup.velero.io/command";

    [Theory]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop", "")]
    [InlineData("virt-freezer --freeze --name db --namespace shop", "relative-path")]
    [InlineData("/bin/virt-freezer --freeze --name db --namespace shop", "wrong-path")]
    [InlineData("/usr/bin/virt-freezer --freez --name db --namespace shop", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer -freeze --name db --namespace shop", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop --verbose", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop --help", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze=yes --name db --namespace shop", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop --unfreezeTimeoutSeconds 5m", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop --unfreezeTimeoutSeconds 2147483648", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop --unfreezetimeoutseconds 60", "unknown-argument")]
    [InlineData("/usr/bin/virt-freezer freeze --name db --namespace shop", "missing-mode stray-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze true --name db --namespace shop", "stray-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop -- --unfreeze", "stray-argument")]
    [InlineData("/usr/bin/virt-freezer --freeze --name other --name db --namespace shop", "repeated-argument")]
    [InlineData("/usr/bin/virt-freezer --name db --namespace shop", "missing-mode")]
    [InlineData("/usr/bin/virt-freezer --freeze=false --name db --namespace shop", "missing-mode")]
    [InlineData("/usr/bin/virt-freezer --freeze --unfreeze --name db --namespace shop", "both-modes")]
    [InlineData("/usr/bin/virt-freezer --unfreeze --name db --namespace shop", "modes-swapped")]
    [InlineData("/usr/bin/virt-freezer --freeze", "missing-name missing-namespace")]
    [InlineData("/usr/bin/virt-freezer --freeze --name= --namespace shop", "missing-name")]
    public void Each_argument_counts_as_virt_freezer_takes_it(string line, string rules) =>
        TestVm.Good().Hook(PreCommand, Array(line.Split(' '))).Rules().ShouldBe(rules);

    [Theory]
    [InlineData("/usr/bin/virt-freezer --unfreeze --name db --namespace shop", "")]
    [InlineData("/usr/bin/virt-freezer --freeze --name db --namespace shop", "modes-swapped")]
    [InlineData("/usr/bin/virt-freezer --freeze --unfreeze --name db --namespace shop", "both-modes")]
    [InlineData("/usr/bin/virt-freezer --unfreeze --name db --namespace shop --unfreezeTimeoutSeconds 0", "unfreeze-timeout-ignored")]
    public void The_post_hook_has_to_thaw(string line, string rules) =>
        TestVm.Good().Hook(PostCommand, Array(line.Split(' '))).Rules().ShouldBe(rules);

    [Fact]
    public void Both_hooks_the_wrong_way_round_are_two_findings() =>
        TestVm.Good().Hook(PreCommand, TestVm.ThawDb).Hook(PostCommand, TestVm.FreezeDb).Rules().ShouldBe("modes-swapped modes-swapped");

    [Fact]
    public void A_flag_and_its_value_in_one_element_are_pointed_out()
    {
        var finding = TestVm.Good().Hook(PreCommand, Array("/usr/bin/virt-freezer", "--freeze", "--name db", "--namespace shop")).Only();
        finding.Rule.ShouldBe("unknown-argument");
        finding.Message.ShouldBe("`--name db` is no flag: a flag and its value are two elements of the array.");
    }

    [Theory]
    [InlineData("-2147483648", "unfreeze-timeout-negative")]
    [InlineData("-1", "unfreeze-timeout-negative")]
    [InlineData("0", "unfreeze-timeout-zero")]
    [InlineData("1", "pre-timeout-beyond-thaw unfreeze-timeout-short")]
    [InlineData("9", "pre-timeout-beyond-thaw unfreeze-timeout-short")]
    [InlineData("10", "pre-timeout-beyond-thaw")]
    [InlineData("75", "pre-timeout-beyond-thaw")]
    [InlineData("76", "")]
    [InlineData("300", "")]
    [InlineData("3600", "")]
    [InlineData("3601", "unfreeze-timeout-long")]
    public void The_automatic_thaw_has_bounds(string seconds, string rules) =>
        TestVm.Good().Hook(PreCommand, TestVm.FreezeDb[..^1] + $", \"--unfreezeTimeoutSeconds\", \"{seconds}\"]").Rules().ShouldBe(rules);

    [Theory]
    [InlineData("010", 8)]
    [InlineData("0o17", 15)]
    [InlineData("0b101", 5)]
    [InlineData("0xFf", 255)]
    [InlineData("1_000", 1000)]
    [InlineData("0_7", 7)]
    [InlineData("+5", 5)]
    [InlineData("-0", 0)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2147483648", null)]
    [InlineData("-2147483649", null)]
    [InlineData("99999999999999999999999", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData("0x", null)]
    [InlineData("08", null)]
    [InlineData("0_", null)]
    [InlineData("0-1", null)]
    [InlineData("0F1", null)]
    [InlineData("0 7", null)]
    [InlineData("_1", null)]
    [InlineData("1__0", null)]
    [InlineData("1.5", null)]
    [InlineData("5s", null)]
    [InlineData(" 5", null)]
    [InlineData("+-5", null)]
    [InlineData("5\0", null)]
    public void Numbers_are_read_with_Gos_prefixes(string text, int? expected) => FreezerArguments.ReadInt32(text).ShouldBe(expected);

    private static string Array(params string[] arguments) => "[" + string.Join(", ", arguments.Select(argument => $"\"{argument}\"")) + "]";
}
