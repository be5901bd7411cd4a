using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>What the deployment controller writes, so that <c>kubectl rollout status</c> and <c>kubectl wait</c> work.</summary>
internal static class DeploymentStatus
{
    public static async Task WriteAsync(ClusterClient client, JsonObject deployment, IReadOnlyCollection<RunningPod> pods, string hash, CancellationToken stop)
    {
        var ready = pods.Count(pod => pod.IsReady);
        var wanted = deployment.NumberAt("spec", "replicas") ?? 1;
        var status = new JsonObject
        {
            ["observedGeneration"] = deployment.NumberAt("metadata", "generation"),
            ["replicas"] = pods.Count,
            ["updatedReplicas"] = pods.Count(pod => pod.Spec.Hash == hash),
            ["readyReplicas"] = ready,
            ["availableReplicas"] = ready,
            ["unavailableReplicas"] = pods.Count - ready,
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Available", ["status"] = ready >= wanted ? "True" : "False" }),
        };
        if (JsonNode.DeepEquals(status, deployment["status"]))
        {
            return;
        }

        try
        {
            var path = $"/apis/apps/v1/namespaces/{deployment.TextAt("metadata", "namespace")}/deployments/{deployment.TextAt("metadata", "name")}/status";
            await client.MergeAsync(path, new JsonObject { ["status"] = status }, stop);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            // Deleted meanwhile: the next round stops its pods.
        }
    }
}
