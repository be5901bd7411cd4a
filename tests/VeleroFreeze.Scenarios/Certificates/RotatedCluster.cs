using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Scenarios.Install;
using VeleroFreeze.Scenarios.Install.Pods;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Certificates;

/// <summary>A self-signed installation whose waits are seconds, with somebody who creates VMs all the time.</summary>
internal sealed class RotatedCluster : IAsyncDisposable
{
    public const string Space = "velerofreeze";

    /// <summary>From when a new authority is trusted until it signs.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(1);

    /// <summary>From then until the old one is trusted no longer: time enough for every pod to serve its new certificate.</summary>
    public static readonly TimeSpan RetireAfter = TimeSpan.FromSeconds(8);

    private const string Secrets = $"/api/v1/namespaces/{Space}/secrets";
    private const string Registration = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/velerofreeze";
    private static readonly string[] Entries = ["label.velerofreeze.io", "required.velerofreeze.io", "preferred.velerofreeze.io"];

    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _unprotected = [];
    private Task _creating = Task.CompletedTask;

    private RotatedCluster(InstalledCluster cluster)
    {
        Cluster = cluster;
        Client = new ClusterClient(cluster.Api.Kubeconfig, "admin");
    }

    public InstalledCluster Cluster { get; }

    public ClusterClient Client { get; }

    public int Created { get; private set; }

    public RunningPod Certs => Cluster.Runner.Pods.First(pod => pod.Spec.Deployment == "velerofreeze-certs");

    public static async Task<RotatedCluster> StartAsync()
    {
        var cluster = await InstalledCluster.StartAsync(
            hasActors: false,
            ("VELEROFREEZE_CERTS_INTERVAL", "50ms"), ("VELEROFREEZE_CERTS_OVERLAP", $"{Overlap.TotalSeconds}s"), ("VELEROFREEZE_CERTS_RETIRE_AFTER", $"{RetireAfter.TotalSeconds}s"), ("VELEROFREEZE_WEBHOOK_RELOAD_INTERVAL", "100ms"));
        await cluster.KubectlAsync("create namespace velero");
        await cluster.KubectlAsync("apply -k deploy/base");
        await cluster.KubectlAsync("apply -k webhook-certs/self-signed");
        await cluster.ReadyAsync(Space, "velerofreeze-webhook");
        await cluster.KubectlAsync("create namespace shop");
        return new RotatedCluster(cluster);
    }

    /// <summary>Begins to create VMs that ask for hooks, one after the other.</summary>
    public void Create() => _creating = Task.Run(async () =>
    {
        while (!_stop.IsCancellationRequested)
        {
            await CreateAsync($"vm-{++Created}");
        }
    });

    /// <summary>Stops creating, and says which VMs were created without hooks.</summary>
    public async Task<IReadOnlyList<string>> UnprotectedAsync()
    {
        await _stop.CancelAsync();
        await _creating;
        return _unprotected;
    }

    /// <summary>Requests that the API server let through because it did not reach the webhook.</summary>
    public long FailedOpen => Entries.Sum(entry => Cluster.Api.FailOpenCount(entry));

    public async Task<string?> DataAsync(string secret, string key) => (await FindAsync(secret))?.TextAt("data", key);

    public async Task<IReadOnlyList<string?>> BundlesAsync() =>
        [.. (await Client.GetAsync(Registration, default)).ArrayAt("webhooks").Objects().Select(entry => entry.TextAt("clientConfig", "caBundle"))];

    public Task AskAsync(string secret) => Client.MergeAsync(
        $"{Secrets}/{secret}", new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["velerofreeze.io/rotate"] = "asked-for" } } }, default);

    public Task<ShellResult> StatusAsync(string arguments) => RunAsync($"certs status {arguments}");

    /// <summary>Runs a command as the cluster's administrator.</summary>
    public Task<ShellResult> RunAsync(string arguments) => Shell.RunAsync($"velero-freeze {arguments} --kubeconfig '{Cluster.Kubeconfig}'");

    /// <summary>Puts an authority of somebody's own in the place of ours.</summary>
    public async Task PutAuthorityAsync(string kind)
    {
        var put = await Shell.RunAsync(
            $$"""
            set -euo pipefail
            cd $(mktemp -d)
            openssl req -x509 -newkey {{kind}} -nodes -days 900 -subj /CN=other -keyout key -out crt 2>/dev/null
            printf '{"data": {"ca.crt": "%s", "ca.key": "%s"} }' $(base64 -w0 crt) $(base64 -w0 key) > patch
            kubectl --kubeconfig '{{Cluster.Kubeconfig}}' patch secret velerofreeze-webhook-ca -n {{Space}} --type merge -p "$(cat patch)"
            """);
        put.ExitCode.ShouldBe(0, put.Error);
    }

    public async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            patience.IsCancellationRequested.ShouldBeFalse($"not within a minute: {what}\n{Certs.Output}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _creating;
        _stop.Dispose();
        Client.Dispose();
        await Cluster.DisposeAsync();
    }

    private async Task<JsonObject?> FindAsync(string secret)
    {
        var list = await Client.GetAsync(Secrets, default);
        return list.ArrayAt("items").Objects().FirstOrDefault(found => found.TextAt("metadata", "name") == secret);
    }

    private async Task CreateAsync(string name)
    {
        var machine = (JsonObject)YamlText.Parse($$"""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: {{name}}, namespace: shop, labels: {velerofreeze.io/freeze: required} }
            spec: {runStrategy: Halted, template: {spec: {domain: {devices: {} } } } }
            """)!;
        var stored = await Client.CreateAsync("/apis/kubevirt.io/v1/namespaces/shop/virtualmachines", machine, default);
        if (stored.ObjectAt("spec", "template", "metadata", "annotations")?.ContainsKey("pre.hook.backup.velero.io/command") != true)
        {
            _unprotected.Add(name);
        }
    }
}
