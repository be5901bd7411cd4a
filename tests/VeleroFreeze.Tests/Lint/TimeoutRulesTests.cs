namespace VeleroFreeze.Tests.Lint;

public class TimeoutRulesTests
{
    private const string PreTimeout = "pre.hook.backup.velero.io/timeout";
    private const string PostTimeout = "post.hook.backup.velero.io/timeout";

    [Theory]
    [InlineData("75s", "")]
    [InlineData("70s", "")]
    [InlineData("1m10s", "")]
    [InlineData("69.9s", "pre-timeout-short")]
    [InlineData("60s", "pre-timeout-short")]
    [InlineData("5s", "pre-timeout-short")]
    [InlineData("1s", "pre-timeout-short")]
    [InlineData("999ms", "timeout-hopeless")]
    [InlineData("75ms", "timeout-hopeless")]
    [InlineData("299s", "")]
    [InlineData("300s", "pre-timeout-beyond-thaw")]
    [InlineData("1h", "pre-timeout-beyond-thaw")]
    [InlineData("0", "timeout-zero")]
    [InlineData("0s", "timeout-zero")]
    [InlineData("-0", "timeout-zero")]
    [InlineData("-1s", "timeout-negative")]
    [InlineData("300", "timeout-unparsable")]
    [InlineData("60S", "timeout-unparsable")]
    [InlineData("1d", "timeout-unparsable")]
    [InlineData("5 m", "timeout-unparsable")]
    [InlineData("", "pre-timeout-short")]
    [InlineData(null, "pre-timeout-short")]
    public void The_pre_timeout_has_to_hold_a_freeze_of_the_newest_KubeVirt(string? timeout, string rules) =>
        TestVm.Good().Hook(PreTimeout, timeout).Rules().ShouldBe(rules);

    [Theory]
    [InlineData("60s", "")]
    [InlineData("30s", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("29s", "post-timeout-short")]
    [InlineData("1h", "")]
    [InlineData("100ms", "timeout-hopeless")]
    [InlineData("0", "timeout-zero")]
    [InlineData("-1ns", "timeout-negative")]
    [InlineData("60", "timeout-unparsable")]
    public void The_post_timeout_has_to_hold_a_thaw(string? timeout, string rules) =>
        TestVm.Good().Hook(PostTimeout, timeout).Rules().ShouldBe(rules);

    [Theory]
    [InlineData("1.6.3", "30s", "")]
    [InlineData("1.6.3", "29s", "pre-timeout-short")]
    [InlineData("1.6.3", null, "")]
    [InlineData("1.7.1", "30s", "")]
    public void Older_releases_freeze_within_half_a_minute_and_leave_the_timeout_alone(string kubeVirt, string? timeout, string rules) =>
        TestVm.Bare().WithGoodHooks().Hook(PreTimeout, timeout).Rules(kubeVirt).ShouldBe(rules);

    [Fact]
    public void The_arithmetic_is_in_the_message() =>
        TestVm.Good().Hook(PreTimeout, "30s").Only().Message.ShouldBe(
            "The pre timeout `30s` is shorter than a freeze may take on KubeVirt 1.9.0: 5s + 5s for agent and domain, then 60s for the freeze, 70s in all.");

    [Fact]
    public void Gos_own_words_are_in_the_message() =>
        TestVm.Good().Hook(PreTimeout, "300").Only().Message.ShouldContain("`time: missing unit in duration \"300\"`");

    [Fact]
    public void A_timeout_that_KubeVirt_replaces_is_not_measured() =>
        TestVm.Bare().WithGoodHooks().Hook(PreTimeout, "30s").Rules().ShouldBe("overwritten-by-kubevirt");

    [Fact]
    public void The_needs_of_other_programs_are_not_known() =>
        TestVm.Good().Hook("pre.hook.backup.velero.io/command", """["/bin/sync"]""").Hook(PreTimeout, "2s").Rules().ShouldBe("not-virt-freezer");

    [Fact]
    public void The_post_timeout_beside_KubeVirts_own_hooks_counts() =>
        TestVm.Bare().Hook(PostTimeout, "10s").Rules().ShouldBe("post-timeout-short");

    [Fact]
    public void Without_an_automatic_thaw_no_timeout_is_beyond_it() =>
        TestVm.Good().Hook("pre.hook.backup.velero.io/command", TestVm.FreezeDb[..^1] + """, "--unfreezeTimeoutSeconds", "0"]""").Hook(PreTimeout, "1h")
            .Rules().ShouldBe("unfreeze-timeout-zero");
}
