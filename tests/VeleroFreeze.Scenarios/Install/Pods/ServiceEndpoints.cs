using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>Says which pods stand behind each Service: those that its selector means, and of these the ready ones get requests.</summary>
internal sealed class ServiceEndpoints(ClusterClient client)
{
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);

    public async Task WriteAsync(IReadOnlyList<RunningPod> pods, CancellationToken stop)
    {
        foreach (var space in pods.Select(pod => pod.Spec.Namespace).Distinct())
        {
            var services = await client.GetAsync($"/api/v1/namespaces/{space}/services", stop);
            foreach (var service in services.ArrayAt("items").Objects().Where(service => service.ObjectAt("spec", "selector") is { Count: > 0 }))
            {
                await WriteAsync(service, [.. pods.Where(pod => pod.Spec.Namespace == space && IsMeant(service, pod))], stop);
            }
        }
    }

    private static bool IsMeant(JsonObject service, RunningPod pod) => service.ObjectAt("spec", "selector")!.All(pair => pod.Spec.Labels.TextAt(pair.Key) == pair.Value.AsText());

    private async Task WriteAsync(JsonObject service, List<RunningPod> pods, CancellationToken stop)
    {
        var slice = SliceOf(service, pods);
        var uid = service.TextAt("metadata", "uid")!;
        if (_written.GetValueOrDefault(uid) == slice.ToText())
        {
            return;
        }

        await client.EnsureAsync($"/apis/discovery.k8s.io/v1/namespaces/{service.TextAt("metadata", "namespace")}/endpointslices", slice.Clone(), stop);
        _written[uid] = slice.ToText();
    }

    private static JsonObject SliceOf(JsonObject service, List<RunningPod> pods)
    {
        var name = service.TextAt("metadata", "name");
        return new JsonObject
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{name}-pods",
                ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = name },
                // It goes with its Service.
                ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Service", ["name"] = name, ["uid"] = service.TextAt("metadata", "uid") }),
            },
            ["addressType"] = "IPv4",
            ["ports"] = new JsonArray([.. pods.Take(1).SelectMany(pod => service.ArrayAt("spec", "ports").Objects().Select(port => PortOf(port, pod)))]),
            ["endpoints"] = new JsonArray([.. pods.Select(pod => new JsonObject
            {
                ["addresses"] = new JsonArray(pod.Address.ToString()),
                ["conditions"] = new JsonObject { ["ready"] = pod.IsReady },
            })]),
        };
    }

    private static JsonObject PortOf(JsonObject port, RunningPod pod) =>
        new() { ["name"] = port.TextAt("name") ?? "", ["protocol"] = "TCP", ["port"] = pod.Spec.Port(port["targetPort"] ?? port["port"]) };
}
