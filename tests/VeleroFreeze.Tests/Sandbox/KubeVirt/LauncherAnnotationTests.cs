using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.KubeVirt;
using static VeleroFreeze.Tests.Sandbox.KubeVirt.Objects;

namespace VeleroFreeze.Tests.Sandbox.KubeVirt;

public sealed class LauncherAnnotationTests
{
    private const string PreCommand = "pre.hook.backup.velero.io/command";
    private const string Skip = """{"metadata":{"annotations":{"kubevirt.io/skip-backup-hooks":"true"}}}""";

    [Theory]
    [InlineData("0.59.2", null)]
    [InlineData("1.5.3", null)]
    [InlineData("1.6.3", null)]
    [InlineData("1.6.5", "60s")]
    [InlineData("1.7.2", "60s")]
    [InlineData("1.9.0", "60s")]
    public void Every_launcher_carries_KubeVirts_hooks_and_no_post_timeout_or_on_error(string version, string? preTimeout)
    {
        var annotations = new SmallCluster(version).Add(Vm()).Settle().PodAnnotations;
        annotations.TextAt(PreCommand).ShouldBe(TheirFreeze);
        annotations.TextAt("post.hook.backup.velero.io/command").ShouldBe(TheirThaw);
        annotations.TextAt("pre.hook.backup.velero.io/container").ShouldBe("compute");
        annotations.TextAt("post.hook.backup.velero.io/container").ShouldBe("compute");
        annotations.TextAt("pre.hook.backup.velero.io/timeout").ShouldBe(preTimeout);
        annotations.ContainsKey("post.hook.backup.velero.io/timeout").ShouldBeFalse();
        annotations.ContainsKey("pre.hook.backup.velero.io/on-error").ShouldBeFalse();
        annotations.TextAt("kubevirt.io/domain").ShouldBe("db");
    }

    [Theory]
    [InlineData("1.9.0", "nowhere", TheirFreeze, "60s")]
    [InlineData("1.9.0", "template", TheirFreeze, "60s")]
    [InlineData("1.9.0", "vm", OurFreeze, "45s")]
    [InlineData("1.9.0", "both", OurFreeze, "45s")]
    [InlineData("1.5.3", "nowhere", TheirFreeze, "45s")]
    [InlineData("1.5.3", "template", TheirFreeze, "45s")]
    [InlineData("1.5.3", "vm", TheirFreeze, "45s")]
    [InlineData("1.5.3", "both", TheirFreeze, "45s")]
    public void Where_the_skip_key_stands_decides_whose_hooks_win(string version, string where, string command, string timeout)
    {
        var template = FullSet();
        if (where is "template" or "both")
        {
            template["kubevirt.io/skip-backup-hooks"] = "true";
        }

        var vm = where is "vm" or "both" ? Vm(new JsonObject { ["kubevirt.io/skip-backup-hooks"] = "true" }, template) : Vm(template: template);
        var cluster = new SmallCluster(version).Add(vm).Settle();
        cluster.PodAnnotations.TextAt(PreCommand).ShouldBe(command);
        cluster.PodAnnotations.TextAt("pre.hook.backup.velero.io/timeout").ShouldBe(timeout);
        cluster.PodAnnotations.TextAt("pre.hook.backup.velero.io/on-error").ShouldBe("Fail");
        cluster.PodAnnotations.TextAt("post.hook.backup.velero.io/timeout").ShouldBe("45s");
        cluster.PreCommandsSeen.ShouldNotContain("none");
    }

    [Fact]
    public void A_skip_key_in_the_template_alone_is_taken_off_the_vmi()
    {
        var cluster = new SmallCluster("1.9").Add(Vm(template: new JsonObject { ["kubevirt.io/skip-backup-hooks"] = "true" })).Settle();
        cluster.Vmi.At("metadata", "annotations", "kubevirt.io/skip-backup-hooks").ShouldBeNull();
    }

    [Fact]
    public void Created_with_skip_and_hooks_together_the_pod_begins_with_KubeVirts_and_is_never_without()
    {
        var cluster = new SmallCluster("1.9").Add(Vm(new JsonObject { ["kubevirt.io/skip-backup-hooks"] = "true" }, FullSet())).Settle();
        cluster.PreCommandsSeen.Distinct().ShouldBe([TheirFreeze, OurFreeze]);
    }

    [Fact]
    public void Skip_on_a_running_vm_whose_vmi_has_no_hooks_leaves_the_pod_without_any()
    {
        var cluster = new SmallCluster("1.9").Add(Vm()).Settle();
        cluster.Change(cluster.Vm, Skip).Settle();
        cluster.PodAnnotations.Select(pair => pair.Key).ShouldBe(["kubevirt.io/domain"]);
    }

    [Fact]
    public void Hooks_on_the_vmi_first_and_then_skip_is_one_change_without_a_gap_and_so_is_the_way_back()
    {
        var cluster = new SmallCluster("1.9").Add(Vm()).Settle();
        var hooks = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = FullSet() } };
        cluster.Change(cluster.Vmi, hooks.ToJsonString()).Settle();
        cluster.PodAnnotations.TextAt(PreCommand).ShouldBe(TheirFreeze);
        cluster.Change(cluster.Vm, Skip).Settle();
        cluster.PodAnnotations.TextAt(PreCommand).ShouldBe(OurFreeze);
        cluster.PodAnnotations.ContainsKey("pre.hook.backup.velero.io/on-error").ShouldBeFalse("it is no managed key");
        cluster.PodAnnotations.ContainsKey("post.hook.backup.velero.io/timeout").ShouldBeFalse("it is no managed key");
        cluster.Change(cluster.Vm, Skip.Replace("\"true\"", "null", StringComparison.Ordinal)).Settle();
        cluster.PodAnnotations.TextAt(PreCommand).ShouldBe(TheirFreeze);
        cluster.PreCommandsSeen.ShouldNotContain("none");
    }

    [Theory]
    [InlineData("1.9.0", TheirFreeze)]
    [InlineData("1.5.3", "mine")]
    public void A_managed_key_changed_on_the_pod_is_put_back_where_pods_are_synced_and_others_stay(string version, string command)
    {
        var cluster = new SmallCluster(version).Add(Vm()).Settle();
        cluster.Change(cluster.Pods[0], """{"metadata":{"annotations":{"pre.hook.backup.velero.io/command":"mine","pre.hook.backup.velero.io/on-error":"Fail"}}}""").Settle();
        cluster.PodAnnotations.TextAt(PreCommand).ShouldBe(command);
        cluster.PodAnnotations.TextAt("pre.hook.backup.velero.io/on-error").ShouldBe("Fail");
    }

    [Fact]
    public void A_change_of_the_template_reaches_neither_vmi_nor_pod_before_a_restart()
    {
        var cluster = new SmallCluster("1.5").Add(Vm()).Settle();
        cluster.Change(cluster.Vm, """{"spec":{"template":{"metadata":{"annotations":{"pre.hook.backup.velero.io/on-error":"Fail"}}}}}""").Settle();
        cluster.PodAnnotations.ContainsKey("pre.hook.backup.velero.io/on-error").ShouldBeFalse();
        cluster.Remove(cluster.Vmi).Settle();
        cluster.PodAnnotations.TextAt("pre.hook.backup.velero.io/on-error").ShouldBe("Fail");
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("t", true)]
    [InlineData("TRUE", true)]
    [InlineData("yes", false)]
    [InlineData("tRUE", false)]
    [InlineData("", false)]
    [InlineData("false", false)]
    public void The_skip_key_is_read_as_Go_reads_a_bool(string value, bool skips) =>
        LauncherAnnotations.AreSkipped(Vmi(Vm(template: new JsonObject { ["kubevirt.io/skip-backup-hooks"] = value })), null, Release("1.9")).ShouldBe(skips);

    [Theory]
    [InlineData(null, true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("nonsense", false)]
    public void What_the_vmi_says_goes_before_what_is_said_for_the_whole_cluster(string? own, bool skips)
    {
        var everywhere = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["kubevirt.io/skip-backup-hooks"] = "true" } } };
        var vmi = Vmi(Vm(template: own is null ? [] : new JsonObject { ["kubevirt.io/skip-backup-hooks"] = own }));
        LauncherAnnotations.AreSkipped(vmi, everywhere, Release("1.9")).ShouldBe(skips);
        LauncherAnnotations.AreSkipped(vmi, everywhere, Release("1.5")).ShouldBeFalse();
    }

    [Fact]
    public void Some_annotations_of_the_vmi_are_not_copied_and_those_of_the_vm_never()
    {
        var template = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = "{}", ["kubevirt.io/latest-observed-api-version"] = "v1", ["kept"] = "yes" };
        var annotations = new SmallCluster("1.9").Add(Vm(new JsonObject { ["own"] = "vm" }, template)).Settle().PodAnnotations;
        annotations.Select(pair => pair.Key).ShouldNotContain("own");
        annotations.Select(pair => pair.Key).Where(key => key.Contains("kubectl", StringComparison.Ordinal) || key.Contains("observed", StringComparison.Ordinal)).ShouldBeEmpty();
        annotations.TextAt("kept").ShouldBe("yes");
    }
}
