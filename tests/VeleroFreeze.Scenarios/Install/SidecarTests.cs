using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Sandbox;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The verifier as a container of Velero's pod: locked in like everywhere, and never in Velero's way.</summary>
public sealed class SidecarTests(Kubectl kubectl) : IClassFixture<Kubectl>
{
    private const string Token = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>As <c>velero install</c> leaves it, as far as it matters here.</summary>
    private const string Velero = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: velero}
        spec:
          selector: {matchLabels: {deploy: velero}}
          template:
            metadata: {labels: {component: velero, deploy: velero}}
            spec:
              serviceAccountName: velero
              containers:
              - {name: velero, image: "velero/velero:v1.18.0", command: [/velero], args: [server], volumeMounts: [{name: plugins, mountPath: /plugins}]}
              volumes:
              - {name: plugins, emptyDir: {}}

        """;

    private static readonly string Overlay = Path.Combine(Manifests.Folder, "overlays", "velero-sidecar");
    private static readonly string ComponentFolder = Path.Combine(Manifests.Folder, "components", "velero-sidecar");

    private static JsonObject Pod => Manifests.PodOf(Patch("patch.yaml"))!;

    internal static JsonObject Container => Pod.ArrayAt("containers").Objects().Single();

    private static JsonObject Volume => Pod.ArrayAt("volumes").Objects().Single();

    [Fact]
    public void The_container_looks_after_itself()
    {
        PodLint.Container(Container).ShouldBeEmpty();
        var context = Container.ObjectAt("securityContext");
        (context.BoolAt("runAsNonRoot"), context.NumberAt("runAsUser"), context.TextAt("seccompProfile", "type")).ShouldBe((true, 65532, "RuntimeDefault"));
        Container.TextAt("image").ShouldBe(OverlayTests.Image);
    }

    [Fact]
    public void It_has_an_account_of_its_own_instead_of_veleros()
    {
        Container.ArrayAt("volumeMounts").Objects().Single().TextAt("mountPath").ShouldBe(Token);
        Volume.TextAt("secret", "secretName").ShouldBe("velerofreeze-verifier");
    }

    /// <summary>Were the Secret required, Velero could not start without it; with a readiness probe, its pod would wait for us.</summary>
    [Fact]
    public void Velero_starts_without_it()
    {
        Volume.BoolAt("secret", "optional").ShouldBe(true);
        Container["readinessProbe"].ShouldBeNull();
        Container["startupProbe"].ShouldBeNull();
        Pod["securityContext"].ShouldBeNull();
    }

    [Fact]
    public void The_component_adds_what_the_patch_adds()
    {
        var operations = YamlText.Parse(File.ReadAllText(Path.Combine(ComponentFolder, "container.yaml"))).ShouldBeOfType<JsonArray>().Objects().ToList();
        operations.Select(operation => operation.TextAt("path")).ShouldBe(["/spec/template/spec/containers/-", "/spec/template/spec/volumes/-"]);
        operations.Select(operation => operation["value"].ToText()).ShouldBe([Container.ToText(), Volume.ToText()]);
    }

    [Fact]
    public async Task Deleting_the_overlay_deletes_nothing_of_veleros()
    {
        var kinds = (await Manifests.RenderAsync("overlays/velero-sidecar")).Select(found => found.TextAt("kind")!);
        kinds.Distinct().ShouldBe(["ServiceAccount", "Secret", "RoleBinding", "ClusterRoleBinding"], ignoreOrder: true);
    }

    [Fact]
    public Task The_patch_puts_it_behind_velero_and_may_be_repeated() => kubectl.ShouldPrintAsync(
        $$"""
        {{Apply}}
        kubectl patch deployment velero --patch-file {{Overlay}}/patch.yaml
        kubectl patch deployment velero --patch-file {{Overlay}}/patch.yaml
        kubectl get deployment velero -o jsonpath='{.spec.template.spec.containers[*].name}{"\n"}{.spec.template.spec.volumes[*].name}{"\n"}'
        kubectl get deployment velero -o jsonpath='{.spec.template.metadata.annotations.kubectl\.kubernetes\.io/default-container}{"\n"}'
        """,
        """
        deployment.apps/velero patched
        deployment.apps/velero patched (no change)
        velero velerofreeze-verifier
        velerofreeze-verifier plugins
        velero
        """);

    [Fact]
    public Task Taking_it_out_again_leaves_veleros_pod_as_it_was() => kubectl.ShouldPrintAsync(
        $$"""
        {{Apply}}
        kubectl get deployment velero -o jsonpath='{.spec}' > before-$ns
        kubectl patch deployment velero --patch-file {{Overlay}}/patch.yaml
        kubectl patch deployment velero --patch-file {{Overlay}}/remove.yaml
        kubectl get deployment velero -o jsonpath='{.spec}' > after-$ns
        cmp before-$ns after-$ns
        """,
        """
        deployment.apps/velero patched
        deployment.apps/velero patched
        """);

    private static string Apply => $"kubectl create -f - >/dev/null <<'YAML'\n{Velero}YAML";

    private static JsonObject Patch(string file) => YamlText.Parse(File.ReadAllText(Path.Combine(Overlay, file))).ShouldBeOfType<JsonObject>();
}
