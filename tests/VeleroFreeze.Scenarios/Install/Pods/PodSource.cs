using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install.Pods;

/// <summary>What a kubelet asks the API server for.</summary>
internal sealed class PodSource(ClusterClient client, string authorityPem)
{
    private readonly Dictionary<(string Pod, string Path), string> _tokens = [];

    public string AuthorityPem => authorityPem;

    public async Task<JsonObject?> FindAsync(string space, string plural, string name, CancellationToken stop)
    {
        try
        {
            return await client.GetAsync($"/api/v1/namespaces/{space}/{plural}/{name}", stop);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return null;
        }
    }

    /// <summary>A token for the pod's service account, made once: no test lasts until it expires.</summary>
    public async Task<string> TokenAsync(PodSpec spec, string pod, JsonObject projection, CancellationToken stop)
    {
        var key = (pod, projection.TextAt("path")!);
        if (_tokens.TryGetValue(key, out var known))
        {
            return known;
        }

        var request = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenRequest",
            ["spec"] = new JsonObject
            {
                ["expirationSeconds"] = projection.NumberAt("expirationSeconds") ?? 3600,
                ["audiences"] = projection.TextAt("audience") is { } audience ? new JsonArray(audience) : [],
            },
        };
        var answer = await client.CreateAsync($"/api/v1/namespaces/{spec.Namespace}/serviceaccounts/{spec.ServiceAccount}/token", request, stop);
        return _tokens[key] = answer.TextAt("status", "token")!;
    }
}
