using System.Text;
using VeleroFreeze.Scenarios.Sandbox;
using VeleroFreeze.Scenarios.Support;
using VeleroFreeze.Scenarios.Webhook;

namespace VeleroFreeze.Scenarios.MainJob;

/// <summary>An API server with the real webhook registered, and kubectl in front of it.</summary>
public sealed class ProtectedCluster : IAsyncLifetime
{
    private readonly Kubectl _kubectl = new();
    private RunningWebhook? _webhook;

    internal RunningWebhook Webhook => _webhook!;

    public async Task InitializeAsync()
    {
        await _kubectl.InitializeAsync();
        _webhook = await RunningWebhook.StartAsync("--drain", "0s");
        await RegisterAsync(_webhook.Https.Port, Convert.ToBase64String(Encoding.UTF8.GetBytes(_webhook.Files.Authority.Pem)));
    }

    public async Task DisposeAsync()
    {
        await Webhook.DisposeAsync();
        await _kubectl.DisposeAsync();
    }

    /// <summary>Tells the API server where the webhook is and which authority vouches for it.</summary>
    internal async Task RegisterAsync(int port, string authority)
    {
        var registered = await RunAsync("kubectl apply -f - >/dev/null", Registration(port, authority));
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
    private static string Registration(int port, string authority)
    {
        string Entry(string name, string path, string selectors) => $$"""
            - name: {{name}}.velerofreeze.io
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
            metadata: {name: velerofreeze}
            webhooks:

            """
            + Entry("label", "/mutate", $"namespaceSelector: {{matchExpressions: [{{key: {Label}, operator: NotIn, values: [required, \"true\", enabled, preferred]}}]}}\n  objectSelector: {{matchExpressions: [{{key: {Label}, operator: Exists}}]}}")
            + Entry("required", "/mutate/required", $"namespaceSelector: {{matchExpressions: [{{key: {Label}, operator: In, values: [required, \"true\", enabled]}}]}}")
            + Entry("preferred", "/mutate/preferred", $"namespaceSelector: {{matchExpressions: [{{key: {Label}, operator: In, values: [preferred]}}]}}");
    }
}
