using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>Everything that is to be done now. Carrying it out and asking again until nothing is left is all there is to the controller.</summary>
internal static class Planner
{
    public static List<ClusterAction> Plan(ClusterView view, Func<string> suffix) =>
    [
        .. view.Vms.SelectMany(vm => VmPlanner.Plan(vm, view)),
        .. view.Vmis.SelectMany(vmi => VmiPlanner.Plan(vmi, view, suffix)),
        .. view.Migrations.SelectMany(migration => MigrationPlanner.Plan(migration, view, suffix)),
        .. view.Pods.Where(IsOurs).SelectMany(pod => PodPlanner.Plan(pod, view)),
    ];

    private static bool IsOurs(JsonObject pod) => pod.TextAt("metadata", "labels", "kubevirt.io") is "virt-launcher" or "hotplug-disk";
}
