using System.Text;
using VeleroFreeze.Scenarios.Sandbox;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Scenarios.Webhook;

namespace VeleroFreeze.Scenarios.MainJob;

/// <summary>An API server with the real webhook registered, and kubectl in front of it.</summary>
public sealed class ProtectedCluster : IAsyncLifetime
{
    /// <summary>The collection of all tests that use one, or install policies: on a real API server, those of one would be asked about the VMs of another.</summary>
    public const string Alone = "protected cluster";

    private readonly Kubectl _kubectl = new() { PrefersRealServer = true };
    private RunningWebhook? _webhook;

    /// <summary>The configuration's; on a real API server there may be others beside it.</summary>
    internal string Name => $"velerofreeze-{_kubectl.Id}";

    internal RunningWebhook Webhook => _webhook!;

    public async Task InitializeAsync()
    {
        await _kubectl.InitializeAsync();
        _webhook = await RunningWebhook.StartAsync("--drain", "0s", "--reload-interval", "100ms", "--kubevirt-version", "1.9.0");
        await RegisterAsync(_webhook.Https.Port, Convert.ToBase64String(Encoding.UTF8.GetBytes(_webhook.Files.Authority.Pem)), answers: true);
    }

    public async Task DisposeAsync()
    {
        await RunAsync($"kubectl delete mutatingwebhookconfiguration {Name}");
        await Webhook.DisposeAsync();
        await _kubectl.DisposeAsync();
    }

    /// <summary>Tells the API server where the webhook is and which authority vouches for it, and waits until it heeds that, which takes a moment.</summary>
    internal async Task RegisterAsync(int port, string authority, bool answers)
    {
        var registered = await RunAsync(
            $$"""
            kubectl apply -f - >/dev/null
            sed 's/"name": "db"/"name": "db", "labels": {"velerofreeze.io\/freeze": "required"}/' vm-$ns.yaml > probe-$ns.yaml
            for i in $(seq 100); do
              kubectl create --dry-run=server -o yaml -f probe-$ns.yaml > probed-$ns.yaml
              [ $(grep -c virt-freezer probed-$ns.yaml) {{(answers ? "!=" : "=")}} 0 ] && exit 0
            done
            exit 1
            """,
            Registration(port, authority));
        registered.ExitCode.ShouldBe(0, registered.Error);
    }

    /// <summary>Ends the webhook as an operator does who deletes its pod.</summary>
    internal async Task EndWebhookAsync()
    {
        await Webhook.Process.SignalAsync("KILL");
        await Webhook.Process.ExitAsync();
    }

    internal Task<ShellResult> RunAsync(string script, string? input = null) => _kubectl.RunAsync(script, input);

    internal Task ShouldPrintAsync(string script, string expected) => _kubectl.ShouldPrintAsync(script, expected);

    /// <summary>Three entries that the namespace's label tells apart, so that every write is answered exactly once.</summary>
    private string Registration(int port, string authority)
    {
        string Entry(string name, string path, string selectors) => $$"""
            - name: {{name}}.{{Name}}.io
              clientConfig: {url: "https://localhost:{{port}}{{path}}", caBundle: {{authority}}}
              rules: [{apiGroups: [kubevirt.io], apiVersions: [v1], resources: [virtualmachines], operations: [CREATE, UPDATE], scope: Namespaced}]
              {{selectors}}
              failurePolicy: Ignore
              timeoutSeconds: 2
              sideEffects: None
              reinvocationPolicy: IfNeeded
              admissionReviewVersions: [v1]

            """;
        const string Label = "velerofreeze.io/freeze";
        return $$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: {name: {{Name}}}
            webhooks:

            """
            + Entry("label", "/mutate", $"namespaceSelector: {{matchExpressions: [{{key: {Label}, operator: NotIn, values: [required, \"true\", enabled, preferred]}}]}}\n  objectSelector: {{matchExpressions: [{{key: {Label}, operator: Exists}}]}}")
            + Entry("required", "/mutate/required", $"namespaceSelector: {{matchExpressions: [{{key: {Label}, operator: In, values: [required, \"true\", enabled]}}]}}")
            + Entry("preferred", "/mutate/preferred", $"namespaceSelector: {{matchExpressions: [{{key: {Label}, operator: In, values: [preferred]}}]}}");
    }
}
