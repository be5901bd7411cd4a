using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Certificates;
using VeleroFreeze.Sandbox.Demo;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Verifier;
using VeleroFreeze.Webhook;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>Every overlay as kubectl puts it together.</summary>
public sealed partial class OverlayTests
{
    public static TheoryData<string> Overlays => [.. Manifests.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_overlay_passes_the_lint(string overlay)
    {
        var rendered = await Manifests.RenderAsync($"overlays/{overlay}");
        rendered.ShouldNotBeEmpty();
        rendered.SelectMany(ManifestLint.Findings).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task All_pods_run_the_one_image_of_this_version(string overlay)
    {
        var rendered = await Manifests.RenderAsync($"overlays/{overlay}");
        rendered.Select(Manifests.PodOf).SelectMany(pod => pod.ArrayAt("containers").Objects()).Select(container => container.TextAt("image")).Where(image => image != Image).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("self-signed")]
    [InlineData("cert-manager")]
    public async Task A_complete_installation_has_webhook_verifier_and_policies(string overlay)
    {
        var names = (await Manifests.RenderAsync($"overlays/{overlay}")).Select(Manifests.NameOf).ToList();
        foreach (var name in new[]
        {
            "Namespace velerofreeze", "MutatingWebhookConfiguration velerofreeze", "Service velerofreeze/velerofreeze-webhook", "Deployment velerofreeze/velerofreeze-webhook",
            "Deployment velerofreeze/velerofreeze-verifier", "NetworkPolicy velerofreeze/velerofreeze-webhook", "NetworkPolicy velerofreeze/velerofreeze-verifier",
            "PodDisruptionBudget velerofreeze/velerofreeze-webhook", "PodDisruptionBudget velerofreeze/velerofreeze-verifier", "ResourceQuota velerofreeze/velerofreeze-webhook",
            "ValidatingAdmissionPolicy velerofreeze-verifier-downloads", "ValidatingAdmissionPolicy velerofreeze-verifier-backups",
        })
        {
            names.ShouldContain(name);
        }
    }

    /// <summary>Deleting it may not stop the webhook, applying it again may not take back what somebody set, and a mounted file of its own would never change.</summary>
    [Theory]
    [InlineData("self-signed")]
    [InlineData("cert-manager")]
    public async Task The_KubeVirt_version_comes_from_a_ConfigMap_that_need_not_be_there(string overlay)
    {
        var rendered = await Manifests.RenderAsync($"overlays/{overlay}");
        rendered.Named("ConfigMap velerofreeze/velerofreeze-kubevirt")["data"].ShouldBeNull();
        var pod = Manifests.PodOf(rendered.Named("Deployment velerofreeze/velerofreeze-webhook"))!;
        var volume = pod.ArrayAt("volumes").Objects().Single(found => found.TextAt("configMap", "name") == "velerofreeze-kubevirt");
        volume.BoolAt("configMap", "optional").ShouldBe(true);
        var container = pod.ArrayAt("containers").Objects().Single();
        var mount = container.ArrayAt("volumeMounts").Objects().Single(found => found.TextAt("name") == volume.TextAt("name"));
        mount.TextAt("subPath").ShouldBeNull();
        container.ArrayAt("args").Texts().ShouldContain($"--kubevirt-version-file={mount.TextAt("mountPath")}/version");
    }

    /// <summary>Where it does, velerofreeze-certs keeps its hands off.</summary>
    [Theory]
    [InlineData("self-signed", null)]
    [InlineData("cert-manager", "velerofreeze/velerofreeze-webhook-tls")]
    public async Task Cert_manager_is_asked_for_the_authority_only_where_it_makes_the_certificate(string overlay, string? certificate)
    {
        var rendered = await Manifests.RenderAsync($"overlays/{overlay}");
        var annotations = rendered.Named("MutatingWebhookConfiguration velerofreeze").ObjectAt("metadata", "annotations");
        annotations.TextAt("cert-manager.io/inject-ca-from").ShouldBe(certificate);
        rendered.Select(Manifests.NameOf).Contains("Deployment velerofreeze/velerofreeze-certs").ShouldBe(certificate is null);
    }

    /// <summary>What is in two of them would go from under one when the other is deleted.</summary>
    [Fact]
    public async Task Parts_that_are_applied_and_deleted_apart_have_nothing_in_common()
    {
        string[] parts = ["base", "overlays/standalone-verifier", "overlays/velero-sidecar", "overlays/prometheus"];
        var rendered = await Task.WhenAll(parts.Select(Manifests.RenderAsync));
        rendered.SelectMany(objects => objects.Select(Manifests.NameOf)).GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();
    }

    /// <summary>The demonstration proves these entries on VMs.</summary>
    [Fact]
    public async Task The_registration_asks_as_the_demonstration_does()
    {
        var shown = DemoWebhook.Configuration("webhook:443", "").ArrayAt("webhooks").Objects().Select(Comparable).ToList();
        var installed = (await Manifests.RenderAsync("base")).Named("MutatingWebhookConfiguration velerofreeze").ArrayAt("webhooks").Objects().Select(Comparable).ToList();
        installed.Count.ShouldBe(shown.Count);
        installed.Zip(shown).Where(pair => !JsonNode.DeepEquals(pair.First, pair.Second)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_setting_in_a_manifest_is_one_that_there_is(string overlay)
    {
        var containers = (await Manifests.RenderAsync($"overlays/{overlay}")).Select(Manifests.PodOf).SelectMany(pod => pod.ArrayAt("containers").Objects());
        foreach (var container in containers.Append(SidecarTests.Container))
        {
            var known = container.ArrayAt("args").Texts().First() switch
            {
                "webhook" => WebhookSettings.All.Select(setting => (setting.Flag, WebhookSettings.Prefix)),
                "verifier" => VerifierSettings.All.Select(setting => (setting.Flag, VerifierSettings.Prefix)),
                "certs" => CertsSettings.All.Select(setting => (setting.Flag, CertsSettings.Prefix)),
                _ => [],
            };
            var names = known.SelectMany(setting => new[] { setting.Flag, setting.Prefix + setting.Flag[2..].Replace('-', '_').ToUpperInvariant() }).ToHashSet(StringComparer.Ordinal);
            var used = container.ArrayAt("args").Texts().Where(argument => argument.StartsWith('-')).Select(argument => argument.Split('=')[0])
                .Concat(container.ArrayAt("env").Objects().Select(variable => variable.TextAt("name")!).Where(name => name.StartsWith("VELEROFREEZE_", StringComparison.Ordinal)));
            used.Where(name => names.Count > 0 && !names.Contains(name)).ShouldBeEmpty();
        }
    }

    /// <summary>Named in one place of each overlay, and always the version that is built.</summary>
    internal static string Image => $"ghcr.io/velerofreeze/velero-freeze:{Version().Match(File.ReadAllText(Repository.Path("Directory.Build.props"))).Groups[1].Value}";

    /// <summary>Without where it is asked, and what the demonstration leaves to the defaults.</summary>
    private static JsonObject Comparable(JsonObject entry)
    {
        var (comparable, client) = (entry.Clone(), entry.ObjectAt("clientConfig"));
        comparable["clientConfig"] = client.TextAt("service", "path") ?? new Uri(client.TextAt("url")!).AbsolutePath;
        comparable["objectSelector"] ??= new JsonObject();
        comparable.Remove("matchPolicy");
        comparable.Remove("matchConditions");
        return comparable;
    }

    [GeneratedRegex("<VersionPrefix>(.+)</VersionPrefix>")]
    private static partial Regex Version();
}
