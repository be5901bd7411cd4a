using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Metrics;

/// <summary>What PodMonitors scrape is there.</summary>
public sealed class ScrapedPortsTests
{
    /// <summary>A port that no container names is no error to the operator: nothing is scraped.</summary>
    [Theory]
    [InlineData("self-signed", 3)]
    [InlineData("cert-manager", 2)]
    public async Task What_is_scraped_are_ports_that_the_pods_have(string overlay, int pods)
    {
        var monitor = MonitoringFilesTests.Read(Repository.Path("deploy", "prometheus", "podmonitor.yaml"));
        var rendered = await Manifests.RenderAsync(Path.Combine(Manifests.Folder, "overlays", overlay));
        var scraped = rendered.Where(found => IsSelected(monitor, found.ObjectAt("spec", "template", "metadata", "labels"))).ToList();
        scraped.Count.ShouldBe(pods);
        scraped.Where(found => found.TextAt("metadata", "namespace") != monitor.TextAt("metadata", "namespace")).Select(Manifests.NameOf).ShouldBeEmpty();
        scraped.Where(found => !HasPorts(monitor, Manifests.PodOf(found)!.ArrayAt("containers"))).Select(Manifests.NameOf).ShouldBeEmpty();
    }

    [Fact]
    public void In_Veleros_pod_the_verifiers_port_is_scraped()
    {
        var monitor = MonitoringFilesTests.Read(Repository.Path("deploy", "prometheus", "podmonitor-sidecar.yaml"));
        var patch = MonitoringFilesTests.Read(Repository.Path("deploy", "overlays", "velero-sidecar", "patch.yaml"));
        HasPorts(monitor, patch.ArrayAt("spec", "template", "spec", "containers")).ShouldBeTrue();
        // What velero install writes on its pods.
        IsSelected(monitor, new JsonObject { ["component"] = "velero", ["deploy"] = "velero" }).ShouldBeTrue();
    }

    private static bool IsSelected(JsonNode monitor, JsonObject? labels) =>
        labels is not null && monitor.ObjectAt("spec", "selector", "matchLabels")!.All(wanted => labels.TextAt(wanted.Key) == wanted.Value!.GetValue<string>());

    private static bool HasPorts(JsonNode monitor, JsonArray? containers)
    {
        var ports = containers.Objects().SelectMany(container => container.ArrayAt("ports").Objects()).Select(port => port.TextAt("name")).ToList();
        return monitor.ArrayAt("spec", "podMetricsEndpoints").Objects().All(endpoint => ports.Contains(endpoint.TextAt("port")));
    }
}
