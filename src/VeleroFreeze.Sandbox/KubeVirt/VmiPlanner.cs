using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>What to do for a VMI: give it a launcher pod, keep that pod's annotations in line, and say how it stands.</summary>
internal static class VmiPlanner
{
    private const string FirstNode = "node01";

    public static IEnumerable<ClusterAction> Plan(JsonObject vmi, ClusterView view, Func<string> suffix)
    {
        var pods = view.PodsOf(vmi);
        if (vmi.IsBeingDeleted())
        {
            return TearDown(vmi, pods);
        }

        return [.. Build(vmi, view, suffix), .. pods.SelectMany(pod => Correct(pod, vmi, view)), .. Report(vmi, view)];
    }

    private static IEnumerable<ClusterAction> TearDown(JsonObject vmi, List<JsonObject> pods)
    {
        if (pods.Count == 0 && vmi.HasFinalizer(NewObjects.VmiFinalizer))
        {
            var others = vmi.ArrayAt("metadata", "finalizers").Texts().Where(finalizer => finalizer != NewObjects.VmiFinalizer).ToJsonArray();
            return [new ClusterAction.Patch(vmi, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = others } })];
        }

        return pods.Where(pod => !pod.IsBeingDeleted()).Select(pod => new ClusterAction.Delete(pod));
    }

    private static List<ClusterAction> Build(JsonObject vmi, ClusterView view, Func<string> suffix)
    {
        var pod = view.CurrentPod(vmi);
        if (pod is null)
        {
            return vmi.TextAt("status", "phase") is null or "Pending" && view.PodsOf(vmi).Count == 0
                ? [new ClusterAction.Create(OnNode(NewObjects.LauncherPod(vmi, view.KubeVirt, view.Release, suffix()), FirstNode))]
                : [];
        }

        var actions = new List<ClusterAction>();
        if (ClusterView.IsRunning(pod) && view.GuestOf(vmi) is null && !RunPlans.IsOver(vmi))
        {
            actions.Add(new ClusterAction.StartGuest(vmi));
        }

        var plugged = Volumes.Hotplugged(vmi).ToList();
        if (ClusterView.IsRunning(pod) && plugged.Count > 0 && view.HotplugPodOf(pod) is null)
        {
            actions.Add(new ClusterAction.Create(OnNode(NewObjects.HotplugPod(pod, plugged, suffix()), pod.TextAt("spec", "nodeName") ?? FirstNode)));
        }

        return actions;
    }

    private static IEnumerable<ClusterAction> Correct(JsonObject pod, JsonObject vmi, ClusterView view)
    {
        var corrections = ReferenceEquals(pod, view.CurrentPod(vmi)) ? LauncherAnnotations.Corrections(pod, vmi, view.KubeVirt, view.Release) : [];
        if (corrections.Count > 0)
        {
            yield return new ClusterAction.Patch(pod, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = corrections } });
        }
    }

    private static IEnumerable<ClusterAction> Report(JsonObject vmi, ClusterView view)
    {
        var status = MergeDifference.Of(vmi.ObjectAt("status"), VmiStatus.Wanted(vmi, view));
        if (status.Count > 0)
        {
            yield return new ClusterAction.Patch(vmi, new JsonObject { ["status"] = status }, "status");
        }
    }

    /// <summary>There is no scheduler; a pod is born where it is to run.</summary>
    public static JsonObject OnNode(JsonObject pod, string node)
    {
        pod.Ensure("spec")["nodeName"] = node;
        return pod;
    }
}
