using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Tests.Injection;

/// <summary>Writes after which a VM could have less protection than it would have without us.</summary>
public sealed class ProtectionTests
{
    private const string Skip = "kubevirt.io/skip-backup-hooks";

    private static JsonObject Vm(string? label = "required", bool tuned = true)
    {
        var vm = JsonNode.Parse("""
            {
              "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine",
              "metadata": {"name": "db", "namespace": "shop", "labels": {}, "annotations": {}},
              "spec": {"runStrategy": "Always", "template": {"metadata": {"annotations": {}}}},
              "status": {"created": true}
            }
            """)!.AsObject();
        if (label is not null)
        {
            Label(vm, label);
        }

        if (tuned)
        {
            Annotations(vm)["velerofreeze.io/freeze-timeout"] = "90s";
        }

        return vm;
    }

    private static JsonObject Owned() => Write(Vm(), null);

    private static JsonObject With(JsonObject vm, Action<JsonObject> change)
    {
        var copy = vm.DeepClone().AsObject();
        change(copy);
        return copy;
    }

    private static JsonObject Annotations(JsonObject vm) => vm["metadata"]!["annotations"]!.AsObject();

    private static JsonObject Hooks(JsonObject vm) => vm["spec"]!["template"]!["metadata"]!["annotations"]!.AsObject();

    private static void Label(JsonObject vm, string value) => vm["metadata"]!["labels"]!["velerofreeze.io/freeze"] = value;

    private static byte[] Bytes(JsonObject vm) => Encoding.UTF8.GetBytes(vm.ToJsonString());

    private static InjectionResult Decide(JsonObject vm, JsonObject? before, FreezePolicy? namespaceDefault = FreezePolicy.None, KubeVirtVersion? kubeVirt = null) =>
        HookInjector.Decide(new InjectionRequest
        {
            Operation = before is null ? InjectionOperation.Create : InjectionOperation.Update,
            Object = Bytes(vm),
            OldObject = before is null ? default : Bytes(before),
            Namespace = "shop",
            NamespaceDefault = namespaceDefault,
            KubeVirt = kubeVirt ?? KubeVirtVersion.Newest,
        });

    private static JsonObject Write(JsonObject vm, JsonObject? before)
    {
        var patch = Decide(vm, before).Patch;
        var after = JsonObjectPatcher.TryApply(JsonSlice.Parse(Bytes(vm)), patch, out _)!.Value;
        return JsonNode.Parse(after.Span)!.AsObject();
    }

    [Fact]
    public void A_user_who_takes_their_own_skip_key_off_a_running_VM_gets_KubeVirts_hooks_back()
    {
        var before = Write(With(Vm(), vm => Annotations(vm)[Skip] = "true"), Vm());
        Annotations(Write(With(before, vm => Annotations(vm).Remove(Skip)), before)).ContainsKey(Skip).ShouldBeFalse();
    }

    [Fact]
    public void Our_skip_key_is_still_ours_after_the_template_was_put_back_to_an_older_state()
    {
        var owned = Owned();
        var restored = Write(With(owned, vm => Hooks(vm).Clear()), owned);
        Annotations(Write(With(restored, vm => Label(vm, "disabled")), restored)).ContainsKey(Skip).ShouldBeFalse();
    }

    [Fact]
    public void Our_skip_key_goes_with_our_hooks_when_a_user_deletes_those_and_opts_out_in_one_write()
    {
        var owned = Owned();
        var after = Write(With(owned, vm =>
        {
            Hooks(vm).Clear();
            Label(vm, "disabled");
        }), owned);
        Annotations(after).ContainsKey(Skip).ShouldBeFalse();
    }

    [Fact]
    public void A_running_VM_whose_hooks_name_another_namespace_gets_KubeVirts_hooks_until_it_restarts()
    {
        var stale = JsonNode.Parse(Owned().ToJsonString().Replace("ns=shop", "ns=old", StringComparison.Ordinal)
            .Replace("--namespace\\u0022, \\u0022shop", "--namespace\\u0022, \\u0022old", StringComparison.Ordinal))!.AsObject();
        Hooks(stale)["pre.hook.backup.velero.io/command"]!.ToString().ShouldContain("old");
        Annotations(Write(With(stale, vm => Label(vm, "preferred")), stale)).ContainsKey(Skip).ShouldBeFalse();
    }

    [Fact]
    public void A_second_pass_changes_nothing_where_the_user_mended_a_stale_command_by_hand()
    {
        var vm = With(Write(Vm(tuned: false), null), o =>
        {
            Hooks(o)["velerofreeze.io/injected"] = Hooks(o)["velerofreeze.io/injected"]!.ToString().Replace("ns=shop", "ns=old", StringComparison.Ordinal);
            Hooks(o).Remove("pre.hook.backup.velero.io/on-error");
        });
        var once = Write(vm, vm);
        Decide(once, once).Patch.Operations.ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_default_of_the_namespace_is_reported_and_does_not_throw() =>
        Decide(Vm(label: null), null, FreezePolicy.Unknown).Reason.ShouldBe(InjectionReason.UnknownPolicy);

    [Fact]
    public void A_copy_that_has_no_name_yet_is_left_to_KubeVirts_hooks()
    {
        var copy = Write(With(Owned(), vm =>
        {
            vm["metadata"]!.AsObject().Remove("name");
            vm["metadata"]!["generateName"] = "db-";
        }), null);
        Annotations(copy).ContainsKey(Skip).ShouldBeFalse();
    }

    [Fact]
    public void A_VM_that_only_its_namespace_opts_in_is_never_owned()
    {
        var result = Decide(Vm(label: null), null, FreezePolicy.Required);
        result.Outcome.ShouldBe(InjectionOutcome.Injected);
        result.Warnings.ShouldContain(w => w.Code == "tuning-needs-label");
        result.Patch.Operations.ShouldNotContain(o => o.Path.Last == Skip);
    }

    /// <summary>The setting was deleted, or a replica has not read it yet.</summary>
    [Fact]
    public void A_VM_that_is_owned_keeps_key_and_hooks_when_nobody_says_any_more_which_KubeVirt_it_is()
    {
        var owned = Owned();
        var result = Decide(owned, owned, kubeVirt: KubeVirtVersion.Unknown);
        result.Outcome.ShouldBe(InjectionOutcome.Unchanged);
        result.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_halted_VM_that_is_tuned_gets_its_hooks_without_a_key_where_nobody_says_which_KubeVirt_it_is()
    {
        var halted = With(Vm(), vm =>
        {
            vm["spec"]!["runStrategy"] = "Halted";
            vm["status"]!["created"] = false;
        });
        Decide(halted, halted).Patch.Operations.ShouldContain(o => o.Path.Last == Skip);
        var result = Decide(halted, halted, kubeVirt: KubeVirtVersion.Unknown);
        result.Outcome.ShouldBe(InjectionOutcome.Injected);
        result.Patch.Operations.ShouldNotContain(o => o.Path.Last == Skip);
        result.Warnings.Select(warning => $"{warning.Code}: {warning.Text}").ShouldBe(
            ["tuning-unsupported: freeze-timeout and unfreeze-after do not act until KubeVirt's version is set: velero-freeze preflight says how"]);
    }

    [Fact]
    public void A_VM_that_is_not_tuned_hears_nothing_of_an_unknown_KubeVirt()
    {
        var result = Decide(Vm(tuned: false), Vm(tuned: false), kubeVirt: KubeVirtVersion.Unknown);
        result.Outcome.ShouldBe(InjectionOutcome.Injected);
        result.Warnings.ShouldBeEmpty();
    }

    /// <summary>Tuning that is taken back needs no key, whatever KubeVirt it is.</summary>
    [Fact]
    public void A_key_that_is_not_needed_any_more_goes_whether_KubeVirt_is_known_or_not()
    {
        var owned = Owned();
        var untuned = With(owned, vm => Annotations(vm).Remove("velerofreeze.io/freeze-timeout"));
        Decide(untuned, owned, kubeVirt: KubeVirtVersion.Unknown).Patch.Operations.ShouldContain(o => o.Path.Last == Skip);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_file_that_shows_a_running_VM_is_not_owned(bool created, bool takes)
    {
        var export = With(Vm(), vm => vm["status"]!["created"] = created);
        var result = HookInjector.Decide(new InjectionRequest { Operation = InjectionOperation.Offline, Object = Bytes(export), KubeVirt = KubeVirtVersion.Newest, TakeOwnership = true });
        result.Patch.Operations.Any(o => o.Path.Last == Skip).ShouldBe(takes);
        result.Warnings.Any(w => w.Code == "tuning-waits").ShouldBe(!takes);
    }
}
