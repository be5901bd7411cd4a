using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>The part of a kubelet: pods of VMIs run as soon as they are there, and are gone as soon as they should be.</summary>
internal static class PodPlanner
{
    public static IEnumerable<ClusterAction> Plan(JsonObject pod, ClusterView view)
    {
        if (pod.IsBeingDeleted())
        {
            return [new ClusterAction.Delete(pod)];
        }

        if (pod.TextAt("status", "phase") is not (null or "Pending"))
        {
            return [];
        }

        return [new ClusterAction.Patch(pod, new JsonObject { ["status"] = Running(pod, view.Now) }, "status")];
    }

    public static ClusterAction Complete(JsonObject pod, DateTimeOffset now)
    {
        var status = Status(pod, "Succeeded", isReady: false, new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = 0, ["reason"] = "Completed", ["finishedAt"] = MetaTime.Text(now) } });
        return new ClusterAction.Patch(pod, new JsonObject { ["status"] = status }, "status");
    }

    private static JsonObject Running(JsonObject pod, DateTimeOffset now)
    {
        var status = Status(pod, "Running", isReady: true, new JsonObject { ["running"] = new JsonObject { ["startedAt"] = MetaTime.Text(now) } });
        status["startTime"] = MetaTime.Text(now);
        return status;
    }

    private static JsonObject Status(JsonObject pod, string phase, bool isReady, JsonObject state) => new()
    {
        ["phase"] = phase,
        ["conditions"] = new JsonArray(VmiStatus.Condition("Ready", isReady ? "True" : "False"), VmiStatus.Condition("PodScheduled", "True")),
        ["containerStatuses"] = new JsonArray([.. pod.ArrayAt("spec", "containers").Objects().Select(container => (JsonNode)new JsonObject
        {
            ["name"] = container.TextAt("name"),
            ["image"] = container.TextAt("image"),
            ["imageID"] = "",
            ["ready"] = isReady,
            ["restartCount"] = 0,
            ["state"] = state.DeepClone(),
        })]),
    };
}
