using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>What <c>deploy/README.md</c> says is so.</summary>
public sealed partial class DeployReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Manifests.Folder, "README.md"));

    [Fact]
    public void It_names_every_overlay() => OverlayLink().Matches(Text).Select(match => match.Groups[1].Value).ShouldBe(Manifests.Overlays, ignoreOrder: true);

    [Fact]
    public void Every_file_it_names_exists() =>
        FileLink().Matches(Text).Select(match => match.Groups[1].Value).Concat(DeployPath().Matches(Text).Select(match => match.Groups[1].Value))
            .Where(path => !Path.Exists(Path.Combine(Manifests.Folder, path))).ShouldBeEmpty();

    [Fact]
    public async Task Its_kustomization_changes_what_it_says()
    {
        var text = OwnKustomization().Match(Text).Groups[1].Value.Replace("../../overlays/self-signed", Kustomization.PathTo("overlays", "self-signed"), StringComparison.Ordinal);
        if (await Kustomization.RenderAsync(since: 21, field: "patches", text) is not { } rendered)
        {
            return;
        }

        rendered.Select(found => found.TextAt("metadata", "namespace")).ShouldNotContain("velero");
        rendered.Select(Manifests.NameOf).ShouldContain("RoleBinding openshift-adp/velerofreeze-verifier");
        rendered.Select(Manifests.NameOf).ShouldContain("Role openshift-adp/velerofreeze-verifier");
        var containers = rendered.Select(Manifests.PodOf).SelectMany(pod => pod.ArrayAt("containers").Objects()).ToList();
        containers.Select(container => container.TextAt("image")).Distinct().ShouldBe(["registry.example/velero-freeze:0.1.0"]);
        var variables = containers.SelectMany(container => container.ArrayAt("env").Objects()).Select(variable => $"{variable.TextAt("name")}={variable.TextAt("value")}").ToList();
        variables.ShouldContain("VELEROFREEZE_VERIFIER_VELERO_NAMESPACE=openshift-adp");
        variables.ShouldContain("VELEROFREEZE_VERIFIER_ALLOW_HTTP_STORAGE=on");
        rendered.Named("ConfigMap velerofreeze/velerofreeze-kubevirt").TextAt("data", "version").ShouldBe("1.5.3");
        rendered.Named("NetworkPolicy velerofreeze/velerofreeze-verifier").ArrayAt("spec", "egress").ToText().ShouldContain("9000");
    }

    [GeneratedRegex(@"\]\(overlays/([a-z-]+)\)")]
    private static partial Regex OverlayLink();

    [GeneratedRegex(@"\]\(([a-z/-]+)\)")]
    private static partial Regex FileLink();

    [GeneratedRegex(@"deploy/([a-z/.-]+)")]
    private static partial Regex DeployPath();

    [GeneratedRegex("```yaml\n(apiVersion: kustomize.+?)```", RegexOptions.Singleline)]
    private static partial Regex OwnKustomization();
}
