using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Injection;

/// <summary>What the user wrote is the user's, even where it is what we would have written; what we wrote is ours until it is edited.</summary>
public sealed class UsersValuesTests
{
    private const string OnError = "pre.hook.backup.velero.io/on-error";
    private const string Container = "post.hook.backup.velero.io/container";
    private const string Marker = "velerofreeze.io/injected";

    private static JsonObject Vm(params (string Key, string Value)[] hooks)
    {
        var vm = JsonNode.Parse("""
            {
              "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine",
              "metadata": {"name": "db", "namespace": "shop", "labels": {"velerofreeze.io/freeze": "required"}, "annotations": {}},
              "spec": {"runStrategy": "Halted", "template": {"metadata": {"annotations": {}}}}
            }
            """)!.AsObject();
        foreach (var (key, value) in hooks)
        {
            Hooks(vm)[key] = value;
        }

        return vm;
    }

    private static JsonObject Hooks(JsonObject vm) => vm["spec"]!["template"]!["metadata"]!["annotations"]!.AsObject();

    private static InjectedKeys Listed(JsonObject vm) => InjectionMarker.Parse((string)Hooks(vm)[Marker]!)!.Keys;

    private static InjectionResult Decide(JsonObject vm, JsonObject? before) => HookInjector.Decide(new InjectionRequest
    {
        Operation = before is null ? InjectionOperation.Create : InjectionOperation.Update,
        Object = Encoding.UTF8.GetBytes(vm.ToJsonString()),
        OldObject = before is null ? default : Encoding.UTF8.GetBytes(before.ToJsonString()),
        Namespace = "shop",
        NamespaceDefault = FreezePolicy.None,
        KubeVirt = KubeVirtVersion.Newest,
    });

    private static JsonObject Create(JsonObject vm) => Rfc6902.Apply(vm, Decide(vm, null).Patch).AsObject();

    private static JsonObject Update(JsonObject before, Action<JsonObject> change)
    {
        var vm = before.DeepClone().AsObject();
        change(vm);
        var after = Rfc6902.Apply(vm, Decide(vm, before).Patch).AsObject();
        Decide(after, before).Patch.Operations.ShouldBeEmpty("a second pass");
        Decide(after, after).Patch.Operations.ShouldBeEmpty("the next write");
        return after;
    }

    private static void OptOut(JsonObject vm) => vm["metadata"]!["labels"]!["velerofreeze.io/freeze"] = "disabled";

    private static Action<JsonObject> Tune(string key, string value) => vm => vm["metadata"]!["annotations"]!["velerofreeze.io/" + key] = value;

    [Fact]
    public void A_value_that_was_there_before_us_is_not_listed_although_it_is_the_same()
    {
        var injected = Create(Vm((OnError, "Continue"), (Container, "compute")));
        Listed(injected).Contains(OnError).ShouldBeFalse();
        Listed(injected).Contains(Container).ShouldBeFalse();
        Listed(injected).Contains("pre.hook.backup.velero.io/command").ShouldBeTrue();
    }

    [Fact]
    public void A_value_that_was_there_before_us_stays_when_we_go()
    {
        var after = Update(Create(Vm((OnError, "Continue"), (Container, "compute"))), OptOut);
        Hooks(after).Select(annotation => annotation.Key).ShouldBe([OnError, Container], ignoreOrder: true);
    }

    [Fact]
    public void A_value_that_was_there_before_us_is_not_tuned()
    {
        var after = Update(Create(Vm((OnError, "Continue"))), Tune("on-error", "Fail"));
        ((string?)Hooks(after)[OnError]).ShouldBe("Continue");
        ((string?)Hooks(after)["post.hook.backup.velero.io/on-error"]).ShouldBe("Fail");
    }

    [Fact]
    public void An_edited_value_is_the_users_from_then_on_even_when_tuning_comes_to_say_the_same()
    {
        var edited = Update(Create(Vm()), vm => Hooks(vm)[OnError] = "Fail");
        Listed(edited).Contains(OnError).ShouldBeFalse();
        var tuned = Update(edited, Tune("on-error", "Fail"));
        ((string?)Hooks(Update(tuned, OptOut))[OnError]).ShouldBe("Fail");
    }

    [Fact]
    public void A_value_that_the_user_takes_out_is_ours_when_we_write_it_again()
    {
        var injected = Create(Vm((OnError, "Fail")));
        Listed(Update(injected, vm => Hooks(vm).Remove(OnError))).ShouldBe(InjectedKeys.All);
    }

    [Fact]
    public void A_marker_of_the_first_version_is_brought_to_the_second_by_the_next_write_and_then_stays()
    {
        var written = Create(Vm());
        var second = (string)Hooks(written)[Marker]!;
        var first = written.DeepClone().AsObject();
        Hooks(first)[Marker] = second.Replace("v2;", "v1;", StringComparison.Ordinal).Split(";keys=")[0];
        var result = Decide(first, first);
        result.Patch.Operations.ShouldHaveSingleItem().Path.Last.ShouldBe(Marker);
        result.ChangesMarkerOnly.ShouldBeTrue();
        ((string?)Hooks(Update(first, _ => { }))[Marker]).ShouldBe(second);
    }

    [Fact]
    public void All_that_a_marker_of_the_first_version_renders_goes_with_it()
    {
        var first = Create(Vm());
        Hooks(first)[Marker] = ((string)Hooks(first)[Marker]!).Replace("v2;", "v1;", StringComparison.Ordinal).Split(";keys=")[0];
        Hooks(Update(first, OptOut)).ShouldBeEmpty();
    }
}
