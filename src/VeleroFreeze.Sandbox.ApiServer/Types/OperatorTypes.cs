namespace VeleroFreeze.Sandbox.Types;

/// <summary>Kinds of the Prometheus operator and of cert-manager, for manifests that bring some. Nothing acts on them.</summary>
internal static class OperatorTypes
{
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Custom("monitoring.coreos.com", "PodMonitor", "podmonitors"),
        Custom("monitoring.coreos.com", "PrometheusRule", "prometheusrules"),
        Custom("cert-manager.io", "Issuer", "issuers") with { HasStatus = true },
        Custom("cert-manager.io", "ClusterIssuer", "clusterissuers") with { HasStatus = true, Namespaced = false },
        Custom("cert-manager.io", "Certificate", "certificates") with { HasStatus = true },
    ];

    private static ResourceType Custom(string group, string kind, string plural) =>
        new(group, kind, plural) { IsCustom = true, TracksGeneration = true, AllowsUnconditionalUpdate = false };
}
