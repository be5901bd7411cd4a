using System.IO.Compression;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Hosting;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Verdict;

/// <summary>A cluster with VMs, KubeVirt and Velero, and whatever verifiers a test starts as processes.</summary>
internal sealed class VerifiedCluster : IAsyncDisposable
{
    private readonly string _kubeconfig = Path.GetTempFileName();
    private readonly List<VeleroFreezeProcess> _verifiers = [];
    private SandboxHost? _host;

    public static Task<VerifiedCluster> StartAsync() => StartAsync(KubeVirtRelease.All[^1], VeleroVersion.All[^1]);

    /// <param name="kubeVirt">Runs the VMs.</param>
    /// <param name="velero">Runs the backups.</param>
    /// <param name="speed">Of guests and backups; a verifier vouches for what it watched by its own clock, which runs as everybody else's does.</param>
    public static async Task<VerifiedCluster> StartAsync(KubeVirtRelease kubeVirt, VeleroVersion velero, double speed = 1)
    {
        var cluster = new VerifiedCluster();
        cluster._host = await SandboxHost.StartAsync(new SandboxOptions
        {
            Api = new ApiServerOptions { KubeconfigPath = cluster._kubeconfig },
            KubeVirt = kubeVirt,
            Velero = velero,
            Speed = speed,
        });
        await cluster.KubectlAsync("create namespace velerofreeze");
        return cluster;
    }

    public VeleroFreezeProcess StartVerifier(params string[] more) => StartVerifierAt(_kubeconfig, more);

    /// <summary>One that reaches the API server by another way than all others.</summary>
    public VeleroFreezeProcess StartVerifier(Gateway gateway, params string[] more) => StartVerifierAt(gateway.Kubeconfig, more);

    public Task<Gateway> OpenGatewayAsync() => Gateway.StartAsync(_host!.Kubeconfig);

    private VeleroFreezeProcess StartVerifierAt(string kubeconfig, string[] more)
    {
        var verifier = VeleroFreezeProcess.Start(
            ["verifier", "--kubeconfig", kubeconfig, "--allow-loopback-storage", "--probe-listen", "127.0.0.1:0", "--lease-duration", "3s", .. more]);
        _verifiers.Add(verifier);
        return verifier;
    }

    /// <summary>A running VM that asks to be frozen, in a namespace of its own.</summary>
    public async Task StartVmAsync(string ns, string guest)
    {
        await KubectlAsync("apply -f -", Manifest(ns, guest));
        await StartedAsync(ns, guest);
    }

    /// <summary>Waits until a VM runs and, where there is one, its agent has answered.</summary>
    public async Task StartedAsync(string ns, string guest)
    {
        await KubectlAsync($"wait vmi/db -n {ns} --for=create --timeout=60s");
        await KubectlAsync($"wait vmi/db -n {ns} --for=condition={(guest is "no-agent" or "agent-dies" ? "Ready" : "AgentConnected")} --timeout=60s");
    }

    /// <summary>When the file systems of each VM's guest were really frozen, by namespace; empty for never.</summary>
    public IReadOnlyDictionary<string, int> Freezes() =>
        _host!.KubeVirt!.Guests.Truth().ToDictionary(guest => guest!["namespace"]!.GetValue<string>(), guest => guest!["frozen"]!.AsArray().Count, StringComparer.Ordinal);

    public static string Manifest(string ns, string guest, string run = "Always", string snapshot = "none") => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{ns}}}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: root, namespace: {{ns}}, annotations: {sandbox.velerofreeze.io/snapshot: {{snapshot}} } }
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi} } }
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: db, namespace: {{ns}}, labels: {velerofreeze.io/freeze: required}, annotations: {sandbox.velerofreeze.io/guest: {{guest}} } }
        spec: {runStrategy: {{run}}, template: {spec: {domain: {devices: {} }, volumes: [{name: root, persistentVolumeClaim: {claimName: root} }]} } }
        """;

    public Task BackUpAsync(string name, string namespaces, bool movesData = false, string annotations = "{}") => KubectlAsync("create -f -", $$"""
        apiVersion: velero.io/v1
        kind: Backup
        metadata: {name: {{name}}, namespace: velero, annotations: {{annotations}} }
        spec: {includedNamespaces: [{{namespaces}}], snapshotMoveData: {{(movesData ? "true" : "false")}}}
        """);

    public Task WaitForEndAsync(string backup) => KubectlAsync($"wait backup/{backup} -n velero --for=jsonpath='{{.status.completionTimestamp}}' --timeout=60s");

    /// <summary>Waits until the Backup bears this verdict.</summary>
    public Task VerdictAsync(string backup, string verdict) =>
        KubectlAsync($@"wait backup/{backup} -n velero --for=jsonpath='{{.metadata.labels.velerofreeze\.io/consistency}}'={verdict} --timeout=90s");

    /// <summary>Waits until the Backup bears a verdict.</summary>
    public async Task<string> VerdictAsync(string backup)
    {
        const string Label = @"{.metadata.labels.velerofreeze\.io/consistency}";
        await KubectlAsync($"wait backup/{backup} -n velero --for=jsonpath='{Label}' --timeout=90s");
        return await KubectlAsync($"get backup/{backup} -n velero -o jsonpath='{Label}'");
    }

    /// <summary>Waits until everything about the Backup was told.</summary>
    public Task AnnouncedAsync(string uid) => KubectlAsync(
        $@"wait configmap/velerofreeze-{uid} -n velerofreeze --for=jsonpath='{{.metadata.annotations.velerofreeze\.io/announced}}' --timeout=60s");

    /// <summary>One record, and one Event for the one VM, in the namespace <c>good</c>.</summary>
    public async Task ShouldHaveOneVerdictAsync()
    {
        (await ListAsync("configmaps -n velerofreeze -l app.kubernetes.io/managed-by=velerofreeze")).Count.ShouldBe(1);
        (await ListAsync("events -n good --field-selector reportingComponent=velerofreeze.io/verifier")).Count.ShouldBe(1);
    }

    public Task<string> UidAsync(string backup) => KubectlAsync($"get backup/{backup} -n velero -o jsonpath='{{.metadata.uid}}'");

    /// <summary>The report that a verifier left.</summary>
    public async Task<string> ReportAsync(string uid)
    {
        var packed = await KubectlAsync($@"get configmap/velerofreeze-{uid} -n velerofreeze -o jsonpath='{{.binaryData.report\.json\.gz}}'");
        await using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return await reader.ReadToEndAsync();
    }

    public async Task<JsonArray> ListAsync(string what) => JsonNode.Parse(await KubectlAsync($"get {what} -o json"))!["items"]!.AsArray();

    /// <summary>Runs a command as its user does.</summary>
    public Task<ShellResult> RunAsync(string command) => Shell.RunAsync($"velero-freeze {command} --kubeconfig '{_kubeconfig}' --allow-loopback-storage 2>&1");

    /// <summary>Judges the files of a backup as somebody does who has nothing else.</summary>
    public async Task<ShellResult> VerifyFilesAsync(string backup)
    {
        var folder = Directory.CreateTempSubdirectory("velero-freeze-files-").FullName;
        foreach (var (name, content) in _host!.Velero!.Artifacts(backup))
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), content);
        }

        var result = await Shell.RunAsync($"velero-freeze verify --from '{folder}' 2>&1");
        Directory.Delete(folder, recursive: true);
        return result;
    }

    public async Task<string> KubectlAsync(string arguments, string? input = null)
    {
        var result = await Shell.RunAsync(KubectlScript.For(_kubeconfig, arguments), input: input);
        result.ExitCode.ShouldBe(0, $"kubectl {arguments}: {result.Error}\n{string.Join('\n', _verifiers.Select(verifier => verifier.Output))}");
        return result.Output.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var verifier in _verifiers)
        {
            await verifier.DisposeAsync();
        }

        await _host!.DisposeAsync();
        File.Delete(_kubeconfig);
    }
}
