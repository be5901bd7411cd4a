using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Lint;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Lint;

/// <summary>Hooks that VeleroFreeze injected itself.</summary>
public class MarkerRulesTests
{
    private const string Marker = "velerofreeze.io/injected";

    [Theory]
    [InlineData("0.44.0", "")]
    [InlineData("1.5.0", "")]
    [InlineData("1.6.4", "pre-timeout-overwritten")]
    [InlineData("1.7.3", "pre-timeout-overwritten")]
    [InlineData("1.9.0", "pre-timeout-overwritten")]
    public void As_injected_there_is_at_most_a_note(string kubeVirt, string rules) => TestVm.Injected().Rules(kubeVirt).ShouldBe(rules);

    [Fact]
    public void As_injected_with_ownership_there_is_nothing() => TestVm.Injected().Own(TestVm.Skip, "true").Rules().ShouldBe("");

    [Theory]
    [InlineData("db-old", "shop")]
    [InlineData("db", "shop-old")]
    [InlineData("db-old", "shop-old")]
    public void A_stale_name_is_one_finding(string name, string space)
    {
        var vm = TestVm.Injected(name, space);
        vm.Rules().ShouldBe("pre-timeout-overwritten stale-injection");
        vm.Lint()[0].Message.ShouldBe($"The hooks were injected for `{space}/{name}`; this is `shop/db`.");
        vm.Lint()[0].Location.ToString().ShouldBe("/spec/template/metadata/annotations/velerofreeze.io~1injected");
        vm.Own(TestVm.Skip, "true").Rules().ShouldBe("stale-injection");
    }

    [Fact]
    public void A_name_that_is_not_known_is_not_stale() =>
        TestVm.Injected(name: "db-old").Metadata("name", null).Own(TestVm.Skip, "true").Rules().ShouldBe("");

    [Fact]
    public void A_value_edited_since_is_the_users_and_judged_as_such()
    {
        var vm = TestVm.Injected(name: "db-old").Own(TestVm.Skip, "true");
        vm.Hook("pre.hook.backup.velero.io/command", TestVm.FreezeDb).Rules().ShouldBe("stale-injection");
        vm.Hook("post.hook.backup.velero.io/command", TestVm.ThawDb.Replace("db", "web", StringComparison.Ordinal)).Rules().ShouldBe("wrong-name");
    }

    [Fact]
    public void Tuning_that_KubeVirt_overwrites_is_a_warning()
    {
        var vm = MarkedHooks.Of(new HookParameters("shop", "db", OnError.Continue, GoDuration.FromSeconds(75), GoDuration.FromSeconds(60), 120, OwnsSkipKey: false))
            .Aggregate(TestVm.Bare(), (vm, annotation) => vm.Hook(annotation.Key, annotation.Value));
        vm.Only().Rule.ShouldBe("overwritten-by-kubevirt");
        vm.Own(TestVm.Skip, "true").Rules().ShouldBe("");
    }

    [Theory]
    [InlineData("v3;ns=shop;name=db")]
    [InlineData("true")]
    [InlineData("")]
    public void A_marker_that_cannot_be_read_is_a_warning(string marker)
    {
        var finding = TestVm.Injected().Hook(Marker, marker).Own(TestVm.Skip, "true").Only();
        (finding.Rule, finding.Severity).ShouldBe(("marker-unreadable", LintSeverity.Warning));
    }

    [Fact]
    public void A_marker_copied_into_a_pool_does_not_make_its_fixed_name_right() =>
        TestVm.Pool().WithGoodHooks().Hook(Marker, "v2;ns=shop;name=db;on-error=Continue;pre=75s;post=60s;after=;skip=false;keys=pre.command,pre.container,pre.on-error,pre.timeout,post.command,post.container,post.on-error,post.timeout").Rules()
            .ShouldBe("fixed-name-in-template pre-timeout-overwritten");
}
