using System.Text;
using VeleroFreeze.Scenarios.Sandbox;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Tests.Hosting;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The registration is kept by two: Git has everything but the caBundle, which whoever makes the certificates writes. Neither may undo the other.</summary>
public sealed class GitOpsTests(GitOpsTests.Cluster cluster) : IClassFixture<GitOpsTests.Cluster>
{
    /// <summary>As Argo CD does by default, and as Flux does; the stand-in knows only the first.</summary>
    public static TheoryData<string> Ways => RealServer.KubeconfigPath is null ? [ClientSide] : [ClientSide, "kubectl apply --server-side --field-manager=git"];

    private const string ClientSide = "kubectl apply";
    private const string Bundles = """kubectl get mutatingwebhookconfiguration velerofreeze-$ns -o jsonpath='{.webhooks[*].clientConfig.caBundle}{"\n"}'""";

    /// <summary>Under a name of the test's own, which a real API server may have beside others, and for namespaces that there are none of.</summary>
    private static string Register(string apply) =>
        $$"""
        sed "s/^  name: velerofreeze$/  name: velerofreeze-$ns/; s/  namespace: velerofreeze$/  namespace: $ns/" {{Manifests.Folder}}/base/registration.yaml > registration-$ns.yaml
        {{apply}} -f registration-$ns.yaml >/dev/null
        bundle() { for i in 0 1 2; do printf '{"op":"add","path":"/webhooks/%s/clientConfig/caBundle","value":"{{Authority}}"},' $i; done | sed 's/^/[/; s/,$/]/'; }
        kubectl patch mutatingwebhookconfiguration velerofreeze-$ns --type json -p "$(bundle)" >/dev/null
        trap 'kubectl delete mutatingwebhookconfiguration velerofreeze-$ns >/dev/null' EXIT

        """;

    private static string Authority { get; } = Convert.ToBase64String(Encoding.UTF8.GetBytes(TestAuthority.Create("deploy").Pem));

    public sealed class Cluster : IAsyncLifetime
    {
        internal Kubectl Kubectl { get; } = new() { PrefersRealServer = true };

        public Task InitializeAsync() => Kubectl.InitializeAsync();

        public Task DisposeAsync() => Kubectl.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Applying_again_leaves_the_authority_where_it_is(string apply) => cluster.Kubectl.ShouldPrintAsync(
        $$"""
        {{Register(apply)}}
        {{apply}} -f registration-$ns.yaml >/dev/null
        {{Bundles}}
        """,
        $"{Authority} {Authority} {Authority}");

    [Theory]
    [MemberData(nameof(Ways))]
    public Task So_does_applying_a_new_version(string apply) => cluster.Kubectl.ShouldPrintAsync(
        $$"""
        {{Register(apply)}}
        sed -i 's/timeoutSeconds: 2/timeoutSeconds: 3/' registration-$ns.yaml
        {{apply}} -f registration-$ns.yaml >/dev/null
        {{Bundles}}
        kubectl get mutatingwebhookconfiguration velerofreeze-$ns -o jsonpath='{.webhooks[*].timeoutSeconds}{"\n"}'
        """,
        $"""
        {Authority} {Authority} {Authority}
        3 3 3
        """);
}
