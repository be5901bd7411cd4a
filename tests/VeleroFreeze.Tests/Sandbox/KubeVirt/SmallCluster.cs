using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Sandbox.Patching;

namespace VeleroFreeze.Tests.Sandbox.KubeVirt;

/// <summary>Carries plans out in memory, one action at a time, and remembers every state that the pods have been in.</summary>
internal sealed class SmallCluster(string version)
{
    private readonly List<JsonObject> _objects = [];
    private readonly Dictionary<string, Guest> _guests = [];
    private int _count;

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    public List<string> PreCommandsSeen { get; } = [];

    public JsonObject? KubeVirt { get; set; }

    public IReadOnlyDictionary<string, Guest> Guests => _guests;

    public JsonObject Vm => Of("VirtualMachine").Single();

    public JsonObject Vmi => Of("VirtualMachineInstance").Single();

    public List<JsonObject> Pods => [.. Of("Pod")];

    public JsonObject PodAnnotations => Pods[^1].ObjectAt("metadata", "annotations")!;

    public IEnumerable<JsonObject> Of(string kind) => _objects.Where(item => item.TextAt("kind") == kind);

    public SmallCluster Add(JsonObject item)
    {
        item.Ensure("metadata")["uid"] ??= $"uid-{++_count}";
        _objects.Add(item);
        return this;
    }

    public SmallCluster Change(JsonObject item, string patch)
    {
        Apply(new ClusterAction.Patch(item, JsonNode.Parse(patch)!.AsObject()));
        return this;
    }

    public SmallCluster Remove(JsonObject item)
    {
        Apply(new ClusterAction.Delete(item));
        return this;
    }

    public SmallCluster Pass(TimeSpan time)
    {
        Now += time;
        return Settle();
    }

    /// <summary>Plans are carried out until there is nothing left to do.</summary>
    public SmallCluster Settle()
    {
        for (var round = 0; Planner.Plan(View(), () => $"{++_count:00000}") is { Count: > 0 } actions; round++)
        {
            round.ShouldBeLessThan(50, "the controller never comes to rest");
            actions.ForEach(Apply);
        }

        return this;
    }

    private ClusterView View() => new(Objects.Release(version), Now)
    {
        Vms = [.. Of("VirtualMachine")],
        Vmis = [.. Of("VirtualMachineInstance")],
        Pods = Pods,
        Migrations = [.. Of("VirtualMachineInstanceMigration")],
        KubeVirt = KubeVirt,
        Guests = _guests,
    };

    private void Apply(ClusterAction action)
    {
        switch (action)
        {
            case ClusterAction.Create(var body):
                Add(body);
                break;
            case ClusterAction.Patch(var target, var change, _):
                Replace(target, MergePatch.Apply(target, change)!.AsObject());
                break;
            case ClusterAction.Delete(var target) when target.ArrayAt("metadata", "finalizers") is { Count: > 0 }:
                Replace(target, MergePatch.Apply(target, new JsonObject { ["metadata"] = new JsonObject { ["deletionTimestamp"] = "now" } })!.AsObject());
                break;
            case ClusterAction.Delete(var target):
                _objects.RemoveAll(item => item.Uid() == target.Uid());
                break;
            case ClusterAction.StartGuest(var vmi):
                _guests[vmi.Uid()] = new Guest(GuestFault.Healthy, Now);
                break;
            case ClusterAction.MoveGuest(var vmi):
                _guests[vmi.Uid()] = _guests[vmi.Uid()].Migrate(Now);
                break;
        }

        PreCommandsSeen.AddRange(Pods.Select(pod => pod.TextAt("metadata", "annotations", "pre.hook.backup.velero.io/command") ?? "none"));
    }

    private void Replace(JsonObject target, JsonObject changed)
    {
        var at = _objects.FindIndex(item => item.Uid() == target.Uid());
        // Two changes of one plan must not undo each other.
        foreach (var (key, value) in changed.Where(pair => !JsonNode.DeepEquals(pair.Value, target[pair.Key])).ToList())
        {
            _objects[at][key] = value?.DeepClone();
        }

        if (changed.IsBeingDeleted() && changed.ArrayAt("metadata", "finalizers") is not { Count: > 0 })
        {
            _objects.RemoveAt(at);
        }
    }
}
