using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Tests.Support;
using Xunit.Abstractions;

namespace VeleroFreeze.Tests.Injection;

/// <summary>
/// Never harm, over time: whatever users, GitOps tools and restores write, in whatever order, a VM that a backup would freeze without us is frozen with us as well.
/// Two clusters get the same writes; only one has the webhook.
/// </summary>
public sealed class ProtectionProperties(ITestOutputHelper output)
{
    private const int Writes = 14;

    [Fact]
    public void No_sequence_of_writes_leaves_a_VM_with_less_protection_than_without_us()
    {
        var owned = 0;
        var cases = PropertyCases.Count(10_000);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(cases).WithEndSize(1),
            Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => Interlocked.Add(ref owned, Live(seed))));
        output.WriteLine($"{owned} of {cases * Writes} states with our skip key in force");
        owned.ShouldBeGreaterThan(cases, "a generator that rarely makes us take over proves little");
    }

    /// <summary>What once left a VM with less.</summary>
    [Theory]
    [InlineData(1480467403)]
    public void Writes_that_cost_a_VM_its_protection_once_do_so_no_more(int seed) => Live(seed).ShouldBeGreaterThanOrEqualTo(0);

    /// <returns>In how many states KubeVirt's hooks were switched off by us.</returns>
    private static int Live(int seed)
    {
        var random = new Random(seed);
        var (with, without) = (new ModelCluster(hasWebhook: true), new ModelCluster(hasWebhook: false));
        var (kept, keptWithout) = (NewVm(random), (JsonObject?)null);
        keptWithout = kept.DeepClone().AsObject();
        with.Create(kept.DeepClone().AsObject());
        without.Create(keptWithout.DeepClone().AsObject());
        var history = new List<string> { with.Vm.ToJsonString() };
        var owned = 0;
        for (var i = 0; i < Writes; i++)
        {
            if (random.Next(6) == 0)
            {
                (kept, keptWithout) = (with.Vm.DeepClone().AsObject(), without.Vm.DeepClone().AsObject());
            }

            with.Assumed = random.Next(8) == 0 ? KubeVirtVersion.Unknown : KubeVirtVersion.Newest;
            var name = Write(random, with, without, kept, keptWithout);
            history.Add($"{name}: {with.Vm.ToJsonString()}");
            (with.IsProtected || !without.IsProtected).ShouldBeTrue(string.Join('\n', history));
            owned += ModelCluster.Annotations(with.Vm).ContainsKey("kubevirt.io/skip-backup-hooks") && !ModelCluster.Annotations(without.Vm).ContainsKey("kubevirt.io/skip-backup-hooks") ? 1 : 0;
        }

        return owned;
    }

    private static string Write(Random random, ModelCluster with, ModelCluster without, JsonObject kept, JsonObject keptWithout)
    {
        switch (random.Next(13))
        {
            case 0:
                return Both("label", Label(Pick<string?>("required", "preferred", "disabled", "sometimes", null)));
            case 1:
                return Both("tune", Annotate("velerofreeze.io/unfreeze-after", Pick<string?>("120s", "200s", null)));
            case 2:
                return Both("tune", Annotate("velerofreeze.io/freeze-timeout", Pick<string?>("90s", null)));
            case 3 or 4:
                return Both("start or stop", Strategy(Pick("Always", "Halted")));
            case 5:
                return Both("skip", Annotate("kubevirt.io/skip-backup-hooks", Pick<string?>("true", "false", null, null)));
            case 6:
                return Both("reset the template", vm => ModelCluster.Child(vm["spec"]!["template"]!, "metadata")["annotations"] = null);
            case 7:
                return Both("edit", Edit(Pick("pre.hook.backup.velero.io/", "post.hook.backup.velero.io/") + Pick("command", "container", "timeout", "on-error"), Pick<string?>("[\"/bin/true\"]", "1s", "sidecar", null)));
            case 8:
                with.Recreate(kept.DeepClone().AsObject());
                without.Recreate(keptWithout.DeepClone().AsObject());
                return "orphan, and create what was kept";
            case 9:
                var strategy = Pick("Always", "Always", "Halted");
                with.Recreate(With(with.Vm, Strategy(strategy)));
                without.Recreate(With(without.Vm, Strategy(strategy)));
                return "orphan, and create again";
            case 10:
                with.Replace(kept.DeepClone().AsObject());
                without.Replace(keptWithout.DeepClone().AsObject());
                return "write what was kept";
            default:
                var (space, name) = (Pick("shop", "prod", "lab"), Pick("db", "db", "copy"));
                with.Create(Renamed(kept, space, name));
                without.Create(Renamed(keptWithout, space, name));
                return "restore what was kept";
        }

        string Both(string what, Action<JsonObject> change)
        {
            with.Update(change);
            without.Update(change);
            return what;
        }

        T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
    }

    private static Action<JsonObject> Label(string? value) => vm => Set(ModelCluster.Child(vm["metadata"]!, "labels"), "velerofreeze.io/freeze", value);

    private static Action<JsonObject> Annotate(string key, string? value) => vm => Set(ModelCluster.Annotations(vm), key, value);

    private static Action<JsonObject> Strategy(string value) => vm => vm["spec"]!["runStrategy"] = value;

    private static Action<JsonObject> Edit(string key, string? value) =>
        vm => Set(ModelCluster.Child(ModelCluster.Child(vm["spec"]!["template"]!, "metadata"), "annotations"), key, value);

    private static JsonObject With(JsonObject vm, Action<JsonObject> change)
    {
        var copy = vm.DeepClone().AsObject();
        change(copy);
        return copy;
    }

    private static void Set(JsonObject map, string key, string? value)
    {
        if (value is null)
        {
            map.Remove(key);
        }
        else
        {
            map[key] = value;
        }
    }

    private static JsonObject Renamed(JsonObject vm, string space, string name)
    {
        var copy = vm.DeepClone().AsObject();
        copy["metadata"]!["namespace"] = space;
        copy["metadata"]!["name"] = name;
        return copy;
    }

    private static JsonObject NewVm(Random random)
    {
        var vm = JsonNode.Parse("""
            {
              "apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine",
              "metadata": {"name": "db", "namespace": "shop", "labels": {}, "annotations": {}},
              "spec": {"runStrategy": "Always", "template": {"spec": {}}}
            }
            """)!.AsObject();
        Strategy(random.Next(2) == 0 ? "Always" : "Halted")(vm);
        if (random.Next(4) > 0)
        {
            Label("required")(vm);
            Annotate("velerofreeze.io/unfreeze-after", random.Next(3) > 0 ? "120s" : null)(vm);
        }

        return vm;
    }
}
