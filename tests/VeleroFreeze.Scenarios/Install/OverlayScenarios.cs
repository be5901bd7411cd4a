using System.Text.RegularExpressions;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.MainJob;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>Every overlay applied, looked at and deleted as <c>deploy/README.md</c> says; on a real API server it validates them and admits their pods.</summary>
[Collection(ProtectedCluster.Alone)]
public sealed partial class OverlayScenarios(OverlayCluster cluster) : IClassFixture<OverlayCluster>
{
    private const string Account = "system:serviceaccount:velerofreeze:velerofreeze-";

    /// <summary>An overlay, and what it is applied on top of.</summary>
    public static TheoryData<string, string> Overlays => new()
    {
        { "self-signed", "" },
        { "cert-manager", "" },
        { "mutating-admission-policy", "base" },
        { "standalone-verifier", "base" },
        { "velero-sidecar", "overlays/self-signed" },
        { "prometheus", "overlays/self-signed" },
    };

    [Fact]
    public void Every_overlay_is_among_them() => Overlays.Select(row => (string)row[0]).ShouldBe(Manifests.Overlays, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task An_overlay_is_taken_without_a_warning_and_leaves_nothing(string overlay, string below)
    {
        string[] folders = below.Length == 0 ? [$"overlays/{overlay}"] : [below, $"overlays/{overlay}"];
        try
        {
            foreach (var folder in folders)
            {
                await cluster.KubectlAsync($"apply --validate=true -k '{Manifests.Folder}/{folder}'");
            }

            await ShouldBeThereAsync($"overlays/{overlay}");
            if (OverlayCluster.IsReal)
            {
                // As Flux does, over what was applied by somebody else.
                await cluster.KubectlAsync($"apply --server-side --force-conflicts --field-manager=git --validate=true -k '{Manifests.Folder}/overlays/{overlay}'");
                await ShouldAdmitPodsAsync($"overlays/{overlay}");
            }
        }
        finally
        {
            foreach (var folder in folders.Reverse())
            {
                await cluster.KubectlAsync($"delete --ignore-not-found -k '{Manifests.Folder}/{folder}'");
            }
        }

        await ShouldBeGoneAsync();
    }

    /// <summary>The API server's own sum of what is bound, in the namespaces that matter and in one that does not.</summary>
    [Fact]
    public async Task Accounts_have_the_rights_of_the_READMEs_table_and_no_other()
    {
        await cluster.KubectlAsync($"apply -k '{Manifests.Folder}/overlays/self-signed'");
        await cluster.KubectlAsync($"apply -k '{Manifests.Folder}/overlays/velero-sidecar'");
        try
        {
            foreach (var space in new[] { "velerofreeze", "velero", "default" })
            {
                (await cluster.GrantedAsync($"{Account}verifier", space)).ShouldBe(Rights("verifier", space), ignoreOrder: true, $"verifier in {space}");
                (await cluster.GrantedAsync("system:serviceaccount:velero:velerofreeze-verifier", space)).ShouldBe(Rights("verifier", space), ignoreOrder: true, $"sidecar in {space}");
                (await cluster.GrantedAsync($"{Account}certs", space)).ShouldBe(Rights("certs", space), ignoreOrder: true, $"certs in {space}");
                (await cluster.GrantedAsync($"{Account}webhook", space)).ShouldBeEmpty($"webhook in {space}");
            }
        }
        finally
        {
            await cluster.KubectlAsync($"delete --ignore-not-found -k '{Manifests.Folder}/overlays/velero-sidecar'");
            await cluster.KubectlAsync($"delete --ignore-not-found -k '{Manifests.Folder}/overlays/self-signed'");
        }

        await ShouldBeGoneAsync();
    }

    private async Task ShouldBeThereAsync(string folder)
    {
        foreach (var wanted in await Manifests.RenderAsync(folder))
        {
            var space = wanted.TextAt("metadata", "namespace") is { } name ? $"-n {name}" : "";
            var kind = wanted.TextAt("apiVersion")!.Split('/') is [var group, _] ? $"{wanted.TextAt("kind")}.{group}" : wanted.TextAt("kind");
            (await cluster.KubectlAsync($"get {kind} {wanted.TextAt("metadata", "name")} {space} -o name")).ShouldNotBeEmpty();
        }
    }

    /// <summary>Pod security, the quota and the priority class let all pods in; that nothing runs them is not asked.</summary>
    private async Task ShouldAdmitPodsAsync(string folder)
    {
        foreach (var deployment in (await Manifests.RenderAsync(folder)).Where(found => found.TextAt("kind") == "Deployment"))
        {
            var (space, component) = (deployment.TextAt("metadata", "namespace"), deployment.TextAt("metadata", "labels", "app.kubernetes.io/component"));
            var replicas = deployment.NumberAt("spec", "replicas") ?? 1;
            await RealServer.UntilAsync(async () =>
                (await cluster.KubectlAsync($"get pods -n {space} -l app.kubernetes.io/component={component} -o name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length == replicas);
        }
    }

    private async Task ShouldBeGoneAsync()
    {
        // Not those that an API server warns of when they are looked at.
        var kinds = string.Join(',', (await cluster.KubectlAsync("api-resources --verbs=list -o name")).Split('\n').Except(["componentstatuses", "endpoints"]));
        (await cluster.KubectlAsync($"get {kinds} -A -l app.kubernetes.io/part-of=velerofreeze -o name")).ShouldBeEmpty();
        (await cluster.KubectlAsync("get namespaces -o name")).Split('\n').ShouldNotContain("namespace/velerofreeze");
    }

    private static List<string> Rights(string who, string space) =>
    [
        .. from row in Right().Matches(File.ReadAllText(Repository.Path("README.md")))
           where row.Groups["who"].Value == who && (!row.Groups["space"].Success || row.Groups["space"].Value == space)
           from name in Name().Matches(row.Groups["names"].Value).Select(name => $" {name.Groups["name"].Value}").DefaultIfEmpty("")
           select $"{row.Groups["verb"].Value} {row.Groups["on"].Value}{name}",
    ];

    [GeneratedRegex(@"^\| (?<who>verifier|certs) \| (cluster|namespace `(?<space>[a-z]+)`) \| (?<on>[a-z]+)(?<names>( `[a-z-]+`)*) \| (?<verb>[a-z]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Right();

    [GeneratedRegex("`(?<name>[a-z-]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
