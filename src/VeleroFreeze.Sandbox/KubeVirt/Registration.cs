using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>Makes the subresources known to the API server, and the KubeVirt object that stands for the installation.</summary>
internal static class Registration
{
    public const string Group = "subresources.kubevirt.io";
    public static readonly string[] Versions = ["v1", "v1alpha3"];

    private const string Namespace = "kubevirt";
    private const string Service = "virt-api";

    public static async Task RegisterAsync(ClusterClient client, Uri address, KubeVirtRelease release, CancellationToken stop)
    {
        await client.EnsureAsync("/api/v1/namespaces", new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Namespace } }, stop);
        await client.EnsureAsync($"/api/v1/namespaces/{Namespace}/services", ServiceAt(address), stop);
        foreach (var version in Versions)
        {
            await client.EnsureAsync("/apis/apiregistration.k8s.io/v1/apiservices", ApiService(version), stop);
        }

        await client.EnsureAsync($"/apis/kubevirt.io/v1/namespaces/{Namespace}/kubevirts", Installation(), stop);
        await client.MergeAsync($"/apis/kubevirt.io/v1/namespaces/{Namespace}/kubevirts/kubevirt/status", Status(release), stop);
    }

    private static JsonObject ServiceAt(Uri address) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = new JsonObject
        {
            ["name"] = Service,
            ["annotations"] = new JsonObject { ["sandbox.velerofreeze.io/endpoint"] = address.GetLeftPart(UriPartial.Authority) },
        },
        ["spec"] = new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["port"] = 443 }) },
    };

    private static JsonObject ApiService(string version) => new()
    {
        ["apiVersion"] = "apiregistration.k8s.io/v1",
        ["kind"] = "APIService",
        ["metadata"] = new JsonObject { ["name"] = $"{version}.{Group}" },
        ["spec"] = new JsonObject
        {
            ["group"] = Group,
            ["version"] = version,
            ["service"] = new JsonObject { ["namespace"] = Namespace, ["name"] = Service, ["port"] = 443 },
            ["insecureSkipTLSVerify"] = true,
            ["groupPriorityMinimum"] = 1000,
            ["versionPriority"] = 15,
        },
    };

    private static JsonObject Installation() => new()
    {
        ["apiVersion"] = "kubevirt.io/v1",
        ["kind"] = "KubeVirt",
        ["metadata"] = new JsonObject { ["name"] = "kubevirt" },
        ["spec"] = new JsonObject(),
    };

    private static JsonObject Status(KubeVirtRelease release) => new()
    {
        ["status"] = new JsonObject { ["phase"] = "Deployed", ["observedKubeVirtVersion"] = $"v{release.Version}" },
    };
}
