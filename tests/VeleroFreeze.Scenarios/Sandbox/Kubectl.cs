using VeleroFreeze.Sandbox;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>The machine's own kubectl, pointed at a stand-in that a class of tests shares; every test has a namespace of its own.</summary>
public sealed class Kubectl : IAsyncLifetime
{
    private const string Vm = """
        {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": {"name": "db"},
         "spec": {"runStrategy": "Halted", "template": {"metadata": {"labels": {"app": "db"}}, "spec": {"domain": {"devices": {}}}}}}
        """;

    private const string Running = """{"printableStatus": "Running", "conditions": [{"type": "Ready", "status": "True"}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("kubectl-").FullName;
    private ApiServer? _api;
    private int _spaces;

    public async Task InitializeAsync() => _api = await ApiServer.StartAsync(new ApiServerOptions { KubeconfigPath = Path.Combine(_folder, "kubeconfig") });

    public async Task DisposeAsync()
    {
        await _api!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Runs a script in a fresh namespace, which <c>$ns</c> names and <c>kubectl</c> uses by default. <c>vm-$ns.yaml</c> holds a halted VM, and
    /// <c>run_vm</c> gives it the status of a running one. Only what kubectl has known since 1.20 is used.
    /// </summary>
    internal async Task<ShellResult> RunAsync(string script, string? input = null)
    {
        var space = $"test-{Interlocked.Increment(ref _spaces)}";
        await File.WriteAllTextAsync(Path.Combine(_folder, $"vm-{space}.yaml"), Vm);
        return await Shell.RunAsync(
            $$"""
            set -euo pipefail
            export HOME='{{_folder}}' ns={{space}}
            sed 's/namespace: default/namespace: {{space}}/' kubeconfig > kubeconfig-{{space}}
            export KUBECONFIG="$PWD/kubeconfig-{{space}}"
            kubectl create namespace {{space}} > created-{{space}}
            run_vm() {
              kubectl get vm db -o json | sed '/^    "spec":/i "status": {{Running}},' |
                kubectl replace --raw /apis/kubevirt.io/v1/namespaces/$ns/virtualmachines/db/status -f -
            }
            {{script}}
            """,
            _folder,
            input);
    }

    /// <summary>Runs a script that must succeed and print what is expected.</summary>
    internal async Task ShouldPrintAsync(string script, string expected)
    {
        var result = await RunAsync(script);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result.Output.TrimEnd().ShouldBe(expected.TrimEnd());
    }
}
