namespace VeleroFreeze.Tests.Lint;

/// <summary>The label and the tuning annotations.</summary>
public class OptInRulesTests
{
    private const string Freeze = "velerofreeze.io/freeze";

    [Theory]
    [InlineData("required", "")]
    [InlineData("true", "")]
    [InlineData("enabled", "")]
    [InlineData("preferred", "")]
    [InlineData("disabled", "")]
    [InlineData("false", "")]
    [InlineData("Required", "freeze-label-unknown")]
    [InlineData("yes", "freeze-label-unknown")]
    [InlineData("", "freeze-label-unknown")]
    public void The_label_has_a_few_values(string value, string rules)
    {
        TestVm.Bare().Label(Freeze, value).Rules().ShouldBe(rules);
        TestVm.Namespace().Label(Freeze, value).Rules().ShouldBe(rules);
    }

    [Theory]
    [InlineData("Required", "velerofreeze.io/freeze: required")]
    [InlineData("prefered", "velerofreeze.io/freeze: preferred")]
    [InlineData("disable", "velerofreeze.io/freeze: disabled")]
    [InlineData("yes", "velerofreeze.io/freeze: required, preferred or disabled")]
    public void A_misspelled_value_is_told_the_nearest_known(string value, string fix) =>
        TestVm.Bare().Label(Freeze, value).Only().Fix.ShouldBe(fix);

    [Fact]
    public void A_boolean_is_no_label()
    {
        TestVm.Bare().Label(Freeze, true).Only().Location.ToString().ShouldBe("/metadata/labels/velerofreeze.io~1freeze");
        TestVm.Namespace().Label(Freeze, 1).Rules().ShouldBe("freeze-label-not-a-string");
    }

    [Fact]
    public void The_label_counts_on_the_VM_and_not_in_its_template()
    {
        var finding = TestVm.Bare().TemplateLabel(Freeze, "required").Only();
        finding.Rule.ShouldBe("freeze-label-without-effect");
        finding.Location.ToString().ShouldBe("/spec/template/metadata/labels/velerofreeze.io~1freeze");
        TestVm.Bare().TemplateLabel(Freeze, "required").Label(Freeze, "required").Rules().ShouldBe("");
        TestVm.Bare().TemplateLabel(Freeze, "required").Label(Freeze, "preferred").Rules().ShouldBe("freeze-label-without-effect");
    }

    [Fact]
    public void The_label_on_a_pool_or_replica_set_has_no_effect()
    {
        TestVm.Pool().Label(Freeze, "required").Only().Fix.ShouldBe("Move it to the labels of spec.virtualMachineTemplate.metadata.");
        TestVm.ReplicaSet().Label(Freeze, "required").Only().Fix.ShouldBe("Remove it.");
        TestVm.Pool().TemplateLabel(Freeze, "required").Only().Location.ToString()
            .ShouldBe("/spec/virtualMachineTemplate/spec/template/metadata/labels/velerofreeze.io~1freeze");
    }

    [Theory]
    [InlineData("freeze-timeout", "5s", true)]
    [InlineData("freeze-timeout", "10m", true)]
    [InlineData("freeze-timeout", "1m15.5s", true)]
    [InlineData("freeze-timeout", "4.999s", false)]
    [InlineData("freeze-timeout", "601s", false)]
    [InlineData("freeze-timeout", "75", false)]
    [InlineData("freeze-timeout", "", false)]
    [InlineData("thaw-timeout", "5s", true)]
    [InlineData("thaw-timeout", "600s", true)]
    [InlineData("thaw-timeout", "11m", false)]
    [InlineData("thaw-timeout", "-60s", false)]
    [InlineData("unfreeze-after", "10s", true)]
    [InlineData("unfreeze-after", "1h", true)]
    [InlineData("unfreeze-after", "9s", false)]
    [InlineData("unfreeze-after", "61m", false)]
    [InlineData("unfreeze-after", "90.5s", false)]
    [InlineData("unfreeze-after", "300", false)]
    [InlineData("on-error", "Continue", true)]
    [InlineData("on-error", "Fail", true)]
    [InlineData("on-error", "fail", false)]
    public void Tuning_has_ranges(string key, string value, bool isFine)
    {
        TestVm.Bare().Own("velerofreeze.io/" + key, value).Rules().ShouldBe(isFine ? "" : "tuning-invalid");
        TestVm.Vmi().Own("velerofreeze.io/" + key, value).Rules().ShouldBe(isFine ? "" : "tuning-invalid");
        TestVm.Pool().Own("velerofreeze.io/" + key, value).Rules().ShouldBe(isFine ? "" : "tuning-invalid");
    }

    [Fact]
    public void The_fix_of_a_bad_tuning_is_a_value_to_paste()
    {
        var finding = TestVm.Bare().Own("velerofreeze.io/unfreeze-after", "300").Only();
        finding.Message.ShouldBe("velerofreeze.io/unfreeze-after is `300`; it takes whole seconds from 10s to 1h.");
        finding.Fix.ShouldBe("velerofreeze.io/unfreeze-after: 300s");
    }

    [Fact]
    public void Tuning_in_the_template_has_no_effect()
    {
        TestVm.Bare().Hook("velerofreeze.io/on-error", "Fail").Only().Fix.ShouldBe("Move it to metadata.annotations.");
        TestVm.Pool().Hook("velerofreeze.io/on-error", "Fail").Only().Fix.ShouldBe("Move it to spec.virtualMachineTemplate.metadata.annotations.");
    }

    [Theory]
    [InlineData("velerofreeze.io/freeze-timeuot", "velerofreeze.io/freeze-timeout")]
    [InlineData("velerofreeze.io/freezetimeout", "velerofreeze.io/freeze-timeout")]
    [InlineData("velerofreeze.io/freeze", "Move it to the labels of metadata.")]
    [InlineData("velerofreeze.io/whatever",
        "One of velerofreeze.io/freeze-timeout, velerofreeze.io/thaw-timeout, velerofreeze.io/unfreeze-after, velerofreeze.io/on-error")]
    public void A_misspelled_tuning_key_is_told_the_nearest_known(string key, string fix)
    {
        var finding = TestVm.Bare().Own(key, "required").Only();
        finding.Rule.ShouldBe("unknown-tuning");
        finding.Fix.ShouldBe(fix);
    }
}
