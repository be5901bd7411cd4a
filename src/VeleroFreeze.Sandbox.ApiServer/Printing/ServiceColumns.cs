using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Printing;

/// <summary>What <c>kubectl get services</c> and <c>endpoints</c> show.</summary>
internal static class ServiceColumns
{
    public static Column[] All { get; } =
    [
        Column.Of("Type", ".spec.type"),
        new("Cluster-IP", "string", (service, _) => service.TextAt("spec", "clusterIP") ?? "<none>"),
        new("External-IP", "string", (service, _) => service.TextAt("spec", "externalName") ?? "<none>"),
        new("Port(s)", "string", (service, _) => Ports(service)),
        Column.Age,
        new("Selector", "string", (service, _) => Selector(service), Priority: 1),
    ];

    public static Column Endpoints { get; } = new("Endpoints", "string", (node, _) => Addresses(node));

    private static string Ports(JsonObject service) =>
        OrNone(string.Join(',', service.ArrayAt("spec", "ports").Objects().Select(port => $"{port.At("port")}/{port.TextAt("protocol") ?? "TCP"}")));

    private static string Selector(JsonObject service) =>
        OrNone(string.Join(',', (service.ObjectAt("spec", "selector") ?? []).Select(pair => $"{pair.Key}={pair.Value}")));

    private static string Addresses(JsonObject node) =>
        OrNone(string.Join(
            ',',
            from subset in node.ArrayAt("subsets").Objects()
            from address in subset.ArrayAt("addresses").Objects()
            from port in subset.ArrayAt("ports").Objects()
            select $"{address.TextAt("ip")}:{port.At("port")}"));

    private static string OrNone(string text) => text.Length == 0 ? "<none>" : text;
}
