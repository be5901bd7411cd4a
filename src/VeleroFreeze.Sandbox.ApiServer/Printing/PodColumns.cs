using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Printing;

/// <summary>What <c>kubectl get pods</c> shows.</summary>
internal static class PodColumns
{
    public static Column[] All { get; } =
    [
        new("Ready", "string", (pod, _) => Ready(pod)),
        new("Status", "string", (pod, _) => Status(pod)),
        new("Restarts", "string", (pod, _) => $"{Containers(pod).Sum(container => container.NumberAt("restartCount") ?? 0)}"),
        Column.Age,
        new("IP", "string", (pod, _) => pod.TextAt("status", "podIP") ?? "<none>", Priority: 1),
        new("Node", "string", (pod, _) => pod.TextAt("spec", "nodeName") ?? "<none>", Priority: 1),
    ];

    private static IEnumerable<JsonObject> Containers(JsonObject pod) => pod.ArrayAt("status", "containerStatuses").Objects();

    private static string Ready(JsonObject pod) =>
        $"{Containers(pod).Count(container => container.BoolAt("ready") == true)}/{pod.ArrayAt("spec", "containers")?.Count ?? 0}";

    private static string Status(JsonObject pod)
    {
        var phase = pod.TextAt("status", "phase") ?? "Unknown";
        if (pod.At("metadata", "deletionTimestamp") is not null && phase is not ("Succeeded" or "Failed"))
        {
            return "Terminating";
        }

        return Containers(pod).Select(Reason).LastOrDefault(reason => reason is not null)
            ?? pod.TextAt("status", "reason")
            ?? phase;
    }

    private static string? Reason(JsonObject container) =>
        container.TextAt("state", "waiting", "reason") ?? container.TextAt("state", "terminated", "reason");
}
