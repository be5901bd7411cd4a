using System.Text.Json.Nodes;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>Registers webhooks, with only what a test is about spelled out.</summary>
internal static class HookConfiguration
{
    public const string VirtualMachines = "/apis/kubevirt.io/v1/namespaces/default/virtualmachines";

    public static string Vm(string name, string metadata = "") => $$"""
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: { name: {{name}}{{metadata}} }
        spec: {runStrategy: Halted, template: {spec: {domain: { devices: {} } } } }
        """;

    public static Task RegisterAsync(this SandboxCluster cluster, HookServer hook, string name, string policy = "Ignore", string more = "") =>
        cluster.RegisterAsync("Mutating", name, $"url: https://localhost:{hook.Port}/mutate, caBundle: {hook.CaBundle}", policy, more);

    public static async Task RegisterAsync(this SandboxCluster cluster, string kind, string name, string client, string policy = "Ignore", string more = "") =>
        await cluster.CreateAsync($"/apis/admissionregistration.k8s.io/v1/{kind.ToLowerInvariant()}webhookconfigurations", $$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: {{kind}}WebhookConfiguration
            metadata: { name: {{name}} }
            webhooks:
            - name: {{name}}.example.com
              admissionReviewVersions: [v1]
              sideEffects: None
              timeoutSeconds: 1
              failurePolicy: {{policy}}
              clientConfig: { {{client}} }
              rules: [{operations: ["*"], apiGroups: [kubevirt.io], apiVersions: [v1], resources: [virtualmachines]}]
              {{more}}
            """);

    public static string? Annotation(this ApiReply reply, string key) => (string?)reply.Body?["metadata"]?["annotations"]?[key];

    public static string? Text(this JsonNode? node, params string[] path) => (string?)path.Aggregate(node, (at, name) => at?[name]);
}
