using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;

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

    /// <summary>Created halted, which is when we take over, and started since.</summary>
    private static JsonObject Owned()
    {
        var halted = Write(With(Vm(), Halt), null);
        var running = With(halted, vm => vm["spec"]!["runStrategy"] = "Always");
        return With(Write(running, halted), vm => vm["status"] = new JsonObject { ["created"] = true });
    }

    private static void Halt(JsonObject vm)
    {
        vm["spec"]!["runStrategy"] = "Halted";
        vm.Remove("status");
    }

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

    private static InjectionResult Decide(JsonObject vm, JsonObject? before, FreezePolicy? namespaceDefault = FreezePolicy.None) =>
        Decide(vm, before, KubeVirtVersion.Newest, namespaceDefault);

    private static InjectionResult Decide(JsonObject vm, JsonObject? before, KubeVirtVersion kubeVirt, FreezePolicy? namespaceDefault = FreezePolicy.None) =>
        HookInjector.Decide(new InjectionRequest
        {
            Operation = before is null ? InjectionOperation.Create : InjectionOperation.Update,
            Object = Bytes(vm),
            OldObject = before is null ? default : Bytes(before),
            Namespace = "shop",
            NamespaceDefault = namespaceDefault,
            KubeVirt = kubeVirt,
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

    [Fact]
    public void A_VM_that_is_created_to_run_keeps_KubeVirts_hooks_and_its_user_is_told_what_to_do()
    {
        var result = Decide(With(Vm(), vm => vm.Remove("status")), null);
        result.Outcome.ShouldBe(InjectionOutcome.Injected);
        result.Patch.Operations.ShouldNotContain(o => o.Path.Last == Skip);
        result.Warnings.ShouldContain(w => w.Code == "tuning-waits" && w.Text.Contains("halted and written again", StringComparison.Ordinal));
    }

    [Fact]
    public void A_VM_that_is_created_halted_is_owned() => Annotations(Write(With(Vm(), Halt), null))[Skip]!.ToString().ShouldBe("true");

    /// <summary>An instance that another VM left behind would be adopted with the key, and without our hooks.</summary>
    [Theory]
    [InlineData("required")]
    [InlineData("sometimes")]
    [InlineData("disabled")]
    public void A_manifest_of_an_owned_VM_that_is_created_to_run_gives_the_key_back(string label)
    {
        var created = With(Owned(), vm =>
        {
            vm.Remove("status");
            Label(vm, label);
        });
        Annotations(Write(created, null)).ContainsKey(Skip).ShouldBeFalse();
    }

    [Theory]
    [InlineData("required")]
    [InlineData("sometimes")]
    public void A_manifest_of_an_owned_VM_that_stops_a_running_one_does_not_take_its_hooks_while_it_shuts_down(string label)
    {
        var running = Write(Vm(tuned: false), null);
        var applied = With(Owned(), vm =>
        {
            Halt(vm);
            Label(vm, label);
        });
        Annotations(Write(applied, running)).ContainsKey(Skip).ShouldBeFalse();
    }

    /// <summary>Nobody looked at what was written while the label was not there.</summary>
    [Fact]
    public void A_running_VM_that_got_our_key_while_it_was_not_opted_in_gives_it_back_when_it_is()
    {
        var unseen = With(Owned(), vm => vm["metadata"]!["labels"]!.AsObject().Clear());
        Annotations(Write(With(unseen, vm => Label(vm, "required")), unseen)).ContainsKey(Skip).ShouldBeFalse();
    }

    [Theory]
    [InlineData("pre.hook.backup.velero.io/command", "[\"/bin/sync\"]")]
    [InlineData("pre.hook.backup.velero.io/container", "sidecar")]
    [InlineData("pre.hook.backup.velero.io/timeout", "1s")]
    [InlineData("post.hook.backup.velero.io/command", "[\"/bin/sync\"]")]
    [InlineData("post.hook.backup.velero.io/container", "sidecar")]
    public void A_hook_that_is_edited_under_our_key_stays_and_the_key_goes(string key, string value)
    {
        var owned = Owned();
        var edited = With(owned, vm => Hooks(vm)[key] = value);
        var after = Write(edited, owned);
        Hooks(after)[key]!.ToString().ShouldBe(value);
        Annotations(after).ContainsKey(Skip).ShouldBeFalse();
        Decide(edited, owned).Warnings.ShouldContain(w => w.Code == "ownership-released");
        Annotations(Write(With(after, Halt), after)).ContainsKey(Skip).ShouldBeFalse("an edit is not put in force later, either");
    }

    [Fact]
    public void An_edit_that_KubeVirt_leaves_alone_costs_no_key()
    {
        var owned = Owned();
        Annotations(Write(With(owned, vm => Hooks(vm)["pre.hook.backup.velero.io/on-error"] = "Fail"), owned)).ContainsKey(Skip).ShouldBeTrue();
    }

    [Fact]
    public void A_release_that_is_not_known_gets_no_key() =>
        Decide(With(Vm(), Halt), null, KubeVirtVersion.Unknown).Patch.Operations.ShouldNotContain(o => o.Path.Last == Skip);

    /// <summary>A setting that went away changes nothing about what runs; what is in force stays so.</summary>
    [Fact]
    public void A_release_that_is_not_known_any_more_costs_an_owned_VM_nothing()
    {
        var owned = Owned();
        Decide(owned, owned, KubeVirtVersion.Unknown).Outcome.ShouldBe(InjectionOutcome.Unchanged);
    }

    [Fact]
    public void A_release_that_does_not_know_the_key_loses_it()
    {
        var owned = Owned();
        Decide(owned, owned, new KubeVirtVersion(1, 5, 3)).Patch.Operations.ShouldContain(o => o.Path.Last == Skip);
    }
}
