using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Lint;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Tests.Lint;

public class LintPropertyTests
{
    private static readonly string[] Keys =
    [
        "pre.hook.backup.velero.io/command", "pre.hook.backup.velero.io/container", "pre.hook.backup.velero.io/on-error",
        "pre.hook.backup.velero.io/timeout", "post.hook.backup.velero.io/command", "post.hook.backup.velero.io/timeout",
        "hook.backup.velero.io/command", "hook.backup.velero.io/timeout", "pre.hook.backup.velero.io/timeuot", "kubevirt.io/skip-backup-hooks",
        "velerofreeze.io/injected", "velerofreeze.io/freeze-timeout", "velerofreeze.io/unfreeze-after", "velerofreeze.io/x",
    ];

    private static readonly string[] Versions = ["0.44.0", "1.5.0", "1.9.0"];

    private static readonly string[] Pieces =
    [
        "[", "]", "\"", "\"/usr/bin/virt-freezer\"", ", ", "\"--freeze\"", "\"--unfreeze\"", "\"--name\"", "\"--namespace\"", "\"db\"", "\"--name=\"",
        "\"--unfreezeTimeoutSeconds\"", "\"-1\"", "\"0x\"", "--", "null", "1", "'", "\\", "\\ud800", "\0", "\n", "\u202e", "é", "秒", "😀", " ", ";", "=",
        "v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command,pre.container,pre.on-error,pre.timeout,post.command,post.container,post.on-error,post.timeout", "75s", "-5s", "0", "true", "Fail", "compute",
    ];

    [Fact]
    public void No_annotation_throws_and_every_message_is_bounded_and_on_one_line() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(Vms().ToArbitrary(), vm =>
            Versions.SelectMany(version => vm.Lint(version)).All(IsPresentable)));

    [Fact]
    public void A_value_of_any_length_gives_a_short_message()
    {
        foreach (var key in Keys)
        {
            foreach (var value in new[] { new string('x', 100_000), "[" + new string('"', 8_000), "[\"/usr/bin/virt-freezer\", \"--" + new string('y', 5_000) + "\"]" })
            {
                TestVm.Good().Hook(key, value).Own(key, value).Lint().ShouldAllBe(finding => IsPresentable(finding));
            }
        }
    }

    [Fact]
    public void A_key_of_any_length_gives_a_short_message() =>
        TestVm.Good().Hook("pre.hook.backup.velero.io/" + new string('x', 200), "x").Lint().ShouldAllBe(finding => IsPresentable(finding));

    [Fact]
    public void Hostile_text_is_shown_as_escapes()
    {
        TestVm.Good().Hook("pre.hook.backup.velero.io/on-error", "Fa\u202eil\u001b[31m\n").Only().Message
            .ShouldBe("on-error of the pre hook is `Fa\\u202eil\\u001b[31m\\u000a`, neither `Fail` nor `Continue`.");
        SafeText.Value(new string('x', 61)).ShouldBe("`" + new string('x', 59) + "…`");
        SafeText.Value("😀\ud83d").ShouldBe("`😀\ufffd`");
    }

    private static bool IsPresentable(LintFinding finding) =>
        finding.Title.Length is > 0 and <= 60
        && finding.Message.Length is > 0 and <= 400
        && finding.Effect.Length is > 0 and <= 500
        && finding.Fix.Length is > 0 and <= 400
        && (finding.Message + finding.Effect + finding.Fix).All(c => !char.IsControl(c) && c != '\u202e');

    private static Gen<TestVm> Vms() =>
        from start in Gen.Elements(0, 1, 2, 3, 4)
        from changes in (from key in Gen.Elements(Keys) from value in Values() from own in Gen.Choose(0, 3) select (key, value, own == 0)).ListOf()
        select changes.Aggregate(Start(start), (vm, change) => change.Item3 ? vm.Own(change.key, change.value) : vm.Hook(change.key, change.value));

    private static TestVm Start(int number) => number switch
    {
        0 => TestVm.Good(),
        1 => TestVm.Injected(),
        2 => TestVm.Pool().WithGoodHooks(),
        3 => TestVm.Vmi(),
        _ => TestVm.KubeVirt(),
    };

    private static Gen<string> Values() => Gen.Elements(Pieces).ListOf().Select(string.Concat);
}
