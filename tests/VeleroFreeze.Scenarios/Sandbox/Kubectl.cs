using VeleroFreeze.Sandbox;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>The machine's own kubectl, pointed at an API server that a class of tests shares; every test has a namespace of its own.</summary>
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

    /// <summary>Names what this object creates on an API server that others use too.</summary>
    internal string Id { get; } = Guid.NewGuid().ToString("N")[..8];

    /// <summary>Whether the real API server is used, if there is one; otherwise it is always a stand-in.</summary>
    internal bool PrefersRealServer { get; init; }

    public async Task InitializeAsync()
    {
        var kubeconfig = Path.Combine(_folder, "kubeconfig");
        if (PrefersRealServer && RealServer.KubeconfigPath is { } real)
        {
            var flat = await Shell.RunAsync($"KUBECONFIG='{real}' kubectl config view --raw --flatten > {kubeconfig}");
            flat.ExitCode.ShouldBe(0, flat.Error);
            using var admin = KubeconfigClient.Open(await File.ReadAllTextAsync(kubeconfig));
            await RealServer.PrepareAsync(admin);
        }
        else
        {
            _api = await ApiServer.StartAsync(new ApiServerOptions { KubeconfigPath = kubeconfig });
        }
    }

    public async Task DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }
        else
        {
            await Shell.RunAsync($"export KUBECONFIG=$PWD/kubeconfig; kubectl get namespaces -o name | grep {Id} | xargs -r kubectl delete --wait=false", _folder);
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Runs a script in a fresh namespace, which <c>$ns</c> names and <c>kubectl</c> uses by default. <c>vm-$ns.yaml</c> holds a halted VM, and
    /// <c>run_vm</c> gives it the status of a running one. Only what kubectl has known since 1.20 is used.
    /// </summary>
    internal async Task<ShellResult> RunAsync(string script, string? input = null)
    {
        var space = $"test-{Id}-{Interlocked.Increment(ref _spaces)}";
        await File.WriteAllTextAsync(Path.Combine(_folder, $"vm-{space}.yaml"), Vm);
        return await Shell.RunAsync(
            $$"""
            set -euo pipefail
            export HOME='{{_folder}}' ns={{space}}
            cp kubeconfig kubeconfig-{{space}}
            export KUBECONFIG="$PWD/kubeconfig-{{space}}"
            kubectl config set-context --current --namespace={{space}} > context-{{space}}
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
