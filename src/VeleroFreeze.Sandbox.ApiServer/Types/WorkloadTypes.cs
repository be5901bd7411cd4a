using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>
/// What an installation is made of beside roles. All of it is kept and none of it has an effect by itself: no controller runs pods, no network is there to
/// be closed, no quota counts.
/// </summary>
internal static class WorkloadTypes
{
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    public static ResourceType Deployments { get; } = new("apps", "Deployment", "deployments")
    {
        HasStatus = true,
        TracksGeneration = true,
        ShortNames = ["deploy"],
        Categories = ["all"],
        Columns =
        [
            new("Ready", "string", (node, _) => $"{Number(node, "status", "readyReplicas")}/{Number(node, "spec", "replicas")}"),
            new("Up-to-date", "integer", (node, _) => node.NumberAt("status", "updatedReplicas") ?? 0),
            new("Available", "integer", (node, _) => node.NumberAt("status", "availableReplicas") ?? 0),
            Column.Age,
        ],
        Defaults = WorkloadDefaults.Deployment,
        Rules = DeploymentRules.Check,
    };

    public static ResourceType EndpointSlices { get; } = new("discovery.k8s.io", "EndpointSlice", "endpointslices")
    {
        TracksGeneration = true,
        Columns =
        [
            Column.Of("AddressType", ".addressType"),
            new("Ports", "string", (node, _) => Listed(node.ArrayAt("ports").Objects().Select(port => $"{port.At("port")}"))),
            new("Endpoints", "string", (node, _) => Listed(node.ArrayAt("endpoints").Objects().SelectMany(endpoint => endpoint.ArrayAt("addresses").Texts()))),
            Column.Age,
        ],
    };

    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Deployments,
        new("policy", "PodDisruptionBudget", "poddisruptionbudgets")
        {
            HasStatus = true,
            TracksGeneration = true,
            ShortNames = ["pdb"],
            Columns =
            [
                new("Min Available", "string", (node, _) => node.At("spec", "minAvailable")?.ToString() ?? "N/A"),
                new("Max Unavailable", "string", (node, _) => node.At("spec", "maxUnavailable")?.ToString() ?? "N/A"),
                new("Allowed Disruptions", "integer", (node, _) => node.NumberAt("status", "disruptionsAllowed") ?? 0),
                Column.Age,
            ],
            Rules = DisruptionRules.Check,
        },
        new("networking.k8s.io", "NetworkPolicy", "networkpolicies")
        {
            TracksGeneration = true,
            ShortNames = ["netpol"],
            Columns = [new("Pod-Selector", "string", (node, _) => Selector(node.ObjectAt("spec", "podSelector"))), Column.Age],
            Defaults = WorkloadDefaults.NetworkPolicy,
        },
        EndpointSlices,
        new("", "ResourceQuota", "resourcequotas") { HasStatus = true, ShortNames = ["quota"] },
        new("", "LimitRange", "limitranges") { ShortNames = ["limits"], Columns = [Column.Of("Created At", ".metadata.creationTimestamp")] },
    ];

    private static string Number(JsonObject node, params ReadOnlySpan<string> path) => (node.NumberAt(path) ?? 0).ToString(CultureInfo.InvariantCulture);

    private static string Selector(JsonObject? selector) => Listed((selector.ObjectAt("matchLabels") ?? []).Select(pair => $"{pair.Key}={pair.Value}"));

    private static string Listed(IEnumerable<string> texts) => string.Join(',', texts) is { Length: > 0 } list ? list : "<none>";
}
