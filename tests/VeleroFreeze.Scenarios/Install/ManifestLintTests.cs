using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Scenarios.Install;

/// <summary>The lint finds what it is there for.</summary>
public sealed class ManifestLintTests
{
    private static readonly string[] Files = ["base/webhook.yaml", "base/registration.yaml", "base/verifier-rights.yaml"];

    private static IEnumerable<JsonObject> Good => Files.SelectMany(file => Manifests.Split(
        File.ReadAllText(Path.Combine(Manifests.Folder, file)).Replace("image: velero-freeze", "image: registry.example/velero-freeze:1", StringComparison.Ordinal)));

    [Fact]
    public void Nothing_is_found_in_what_is_right() => Good.SelectMany(ManifestLint.Findings).ShouldBeEmpty();

    [Theory]
    [InlineData("Deployment", "/metadata/namespace", "null", "its namespace is missing, or one too many")]
    [InlineData("Deployment", "/metadata/labels", "{}", "a backup would take it along")]
    [InlineData("Deployment", "/spec/template/spec/securityContext/runAsNonRoot", "false", "may run as root")]
    [InlineData("Deployment", "/spec/template/spec/securityContext/seccompProfile", "null", "no seccomp profile")]
    [InlineData("Deployment", "/spec/template/spec/automountServiceAccountToken", "null", "does not say whether it needs a token")]
    [InlineData("Deployment", "/spec/template/spec/enableServiceLinks", "true", "is told of every Service of the namespace")]
    [InlineData("Deployment", "/spec/template/spec/hostNetwork", "true", "shares a namespace of the host")]
    [InlineData("Deployment", "/spec/template/spec/volumes", """[{"name": "all", "hostPath": {"path": "/"}}]""", "mounts a path of the host")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/image", "\"registry.example:5000/velero-freeze\"", "may be another one tomorrow")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/image", "\"registry.example/velero-freeze:latest\"", "may be another one tomorrow")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/securityContext", "null", "may gain privileges")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/securityContext/capabilities/drop", "[]", "keeps capabilities")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem", "false", "may write its own files")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/securityContext/privileged", "true", "is privileged")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/resources/limits", "null", "no memory limit")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/resources/limits/cpu", "\"1\"", "a cpu limit")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/resources/requests", "null", "requests no cpu or memory")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/livenessProbe", "null", "no liveness probe")]
    [InlineData("Deployment", "/spec/template/spec/containers/0/volumeMounts/0/subPath", "\"tls.crt\"", "a subPath")]
    [InlineData("MutatingWebhookConfiguration", "/webhooks/1/failurePolicy", "\"Fail\"", "required.velerofreeze.io fails closed")]
    [InlineData("MutatingWebhookConfiguration", "/webhooks/1/timeoutSeconds", "10", "lets people wait too long")]
    [InlineData("MutatingWebhookConfiguration", "/webhooks/1/sideEffects", "\"Some\"", "would not be asked in a dry run")]
    [InlineData("MutatingWebhookConfiguration", "/webhooks/1/clientConfig/caBundle", "\"QQ==\"", "has an authority in a file")]
    [InlineData("ClusterRole", "/rules/0/verbs", """["*"]""", "grants a wildcard")]
    [InlineData("ClusterRole", "/rules/0/apiGroups", """["*.io"]""", "grants a wildcard")]
    [InlineData("ClusterRole", "/rules/0/verbs", """["get", "update"]""", "may update virtualmachines in every namespace")]
    [InlineData("ClusterRole", "/rules/0/resources", """["secrets"]""", "reaches Secrets")]
    [InlineData("Role", "/rules/0", """{"resources": ["secrets"], "verbs": ["list"]}""", "reaches Secrets")]
    [InlineData("Role", "/rules/0", """{"resources": ["secrets"], "resourceNames": ["other"], "verbs": ["get"]}""", "reaches Secrets")]
    [InlineData("Role", "/rules/0", """{"resources": ["pods/exec"], "verbs": ["create"]}""", "grants pods/exec")]
    [InlineData("Role", "/rules/0", """{"resources": ["roles"], "verbs": ["escalate"]}""", "grants escalate")]
    public void What_must_not_be_is_found(string kind, string path, string value, string finding)
    {
        var broken = Good.First(found => found.TextAt("kind") == kind);
        Set(broken, path.Split('/')[1..], JsonNode.Parse(value));
        ManifestLint.Findings(broken).ShouldContain(text => text.Contains(finding, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"resources": ["secrets"], "verbs": ["create"]}""")]
    [InlineData("""{"resources": ["secrets"], "resourceNames": ["velerofreeze-webhook-tls", "velerofreeze-webhook-ca"], "verbs": ["get", "update", "patch"]}""")]
    public void The_two_secrets_of_the_certificates_are_within_bounds(string rule)
    {
        var role = Good.First(found => found.TextAt("kind") == "Role");
        Set(role, ["rules", "0"], JsonNode.Parse(rule));
        ManifestLint.Findings(role).ShouldBeEmpty();
    }

    private static void Set(JsonNode node, string[] path, JsonNode? value)
    {
        var parent = path[..^1].Aggregate(node, (at, step) => at is JsonArray list ? list[Index(step)]! : at[step]!);
        if (parent is JsonArray array)
        {
            array[Index(path[^1])] = value;
        }
        else
        {
            parent[path[^1]] = value;
        }
    }

    private static int Index(string step) => int.Parse(step, CultureInfo.InvariantCulture);
}
