using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The verifier as a container of Velero's pod: locked in like everywhere, and never in Velero's way.</summary>
public sealed class SidecarTests
{
    private const string Token = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>As <c>velero install</c> leaves it, as far as it matters here.</summary>
    internal const string Velero = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: velero}
        spec:
          selector: {matchLabels: {deploy: velero}}
          template:
            metadata: {labels: {component: velero, deploy: velero}, annotations: {prometheus.io/port: "8085"}}
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
    public async Task The_patch_puts_it_behind_velero_and_may_be_repeated()
    {
        var once = await PatchedAsync(Velero, "patch.yaml");
        var pod = Manifests.PodOf(once)!;
        pod.ArrayAt("containers").Objects().Select(container => container.TextAt("name")).ShouldBe(["velero", "velerofreeze-verifier"]);
        pod.ArrayAt("volumes").Objects().Select(volume => volume.TextAt("name")).ShouldBe(["velerofreeze-verifier", "plugins"], ignoreOrder: true);
        once.TextAt("spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/default-container").ShouldBe("velero");
        (await PatchedAsync(once.ToText(), "patch.yaml")).ToText().ShouldBe(once.ToText());
    }

    [Fact]
    public async Task Taking_it_out_again_leaves_velero_as_it_was()
    {
        var patched = await PatchedAsync(Velero, "patch.yaml");
        var restored = await PatchedAsync(patched.ToText(), "remove.yaml");
        JsonNode.DeepEquals(restored, YamlText.Parse(Velero)).ShouldBeTrue(restored.ToText());
    }

    [Fact]
    public async Task The_component_puts_it_behind_velero_in_git()
    {
        var rendered = await Kustomization.RenderAsync(
            since: 21,
            field: "components",
            $"""
            resources: [velero.yaml]
            components: [{Kustomization.PathTo("components", "velero-sidecar")}]
            """,
            ("velero.yaml", Velero));
        var names = rendered?.Select(Manifests.PodOf).SelectMany(pod => pod.ArrayAt("containers").Objects()).Select(container => container.TextAt("name"));
        names?.ShouldBe(["velero", "velerofreeze-verifier"]);
    }

    private static async Task<JsonObject> PatchedAsync(string deployment, string patch)
    {
        // Without a server: kubectl takes the same steps as one.
        var patched = await Shell.RunAsync($"f=$(mktemp); cat > $f; kubectl --kubeconfig /dev/null patch --local -f $f --patch-file {Overlay}/{patch} -o yaml; rm $f", input: deployment);
        patched.ExitCode.ShouldBe(0, patched.Error);
        return YamlText.Parse(patched.Output).ShouldBeOfType<JsonObject>();
    }

    private static JsonObject Patch(string file) => YamlText.Parse(File.ReadAllText(Path.Combine(Overlay, file))).ShouldBeOfType<JsonObject>();
}
