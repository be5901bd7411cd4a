using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Guests;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>All that a decision may look at, at one moment.</summary>
internal sealed record ClusterView(KubeVirtRelease Release, DateTimeOffset Now)
{
    public IReadOnlyList<JsonObject> Vms { get; init; } = [];

    public IReadOnlyList<JsonObject> Vmis { get; init; } = [];

    public IReadOnlyList<JsonObject> Pods { get; init; } = [];

    public IReadOnlyList<JsonObject> Migrations { get; init; } = [];

    public JsonObject? KubeVirt { get; init; }

    /// <summary>Running guests, by the uid of their VMI.</summary>
    public IReadOnlyDictionary<string, Guest> Guests { get; init; } = new Dictionary<string, Guest>(StringComparer.Ordinal);

    public JsonObject? VmiOf(JsonObject vm) => Vmis.FirstOrDefault(vmi => vmi.IsControlledBy(vm));

    public JsonObject? VmOf(JsonObject vmi) => Vms.FirstOrDefault(vmi.IsControlledBy);

    public List<JsonObject> PodsOf(JsonObject vmi) => [.. Pods.Where(pod => pod.IsControlledBy(vmi))];

    /// <summary>The newest pod that is not over, on the node where the guest is once it is somewhere.</summary>
    public JsonObject? CurrentPod(JsonObject vmi)
    {
        var node = vmi.TextAt("status", "nodeName");
        return PodsOf(vmi).Where(pod => !IsOver(pod) && !pod.IsBeingDeleted()).LastOrDefault(pod => node is null || (pod.TextAt("spec", "nodeName") ?? node) == node);
    }

    public JsonObject? HotplugPodOf(JsonObject launcher) => Pods.FirstOrDefault(pod => pod.IsControlledBy(launcher) && !pod.IsBeingDeleted());

    public JsonObject? MigrationOf(JsonObject vmi) =>
        Migrations.FirstOrDefault(migration => migration.Namespace() == vmi.Namespace() && migration.TextAt("spec", "vmiName") == vmi.Name() && !IsDone(migration));

    public Guest? GuestOf(JsonObject vmi) => Guests.GetValueOrDefault(vmi.Uid());

    public static bool IsOver(JsonObject pod) => pod.TextAt("status", "phase") is "Succeeded" or "Failed";

    public static bool IsRunning(JsonObject pod) => pod.TextAt("status", "phase") == "Running";

    public static bool IsDone(JsonObject migration) => migration.TextAt("status", "phase") is "Succeeded" or "Failed";
}
