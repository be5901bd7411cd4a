using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Hosting;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Scenarios.Support;

namespace VeleroFreeze.Scenarios.Sandbox;

/// <summary>What a signed URL answered.</summary>
internal sealed record Download(int Status, byte[] Content)
{
    public string Text
    {
        get
        {
            using var gzip = new GZipStream(new MemoryStream(Content), CompressionMode.Decompress);
            using var reader = new StreamReader(gzip, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }
}

/// <summary>A cluster with KubeVirt and Velero that the tests of a class share; every test has a namespace of its own.</summary>
public abstract class VeleroCluster(string version, double speed) : IAsyncLifetime
{
    private const string Requests = "/apis/velero.io/v1/namespaces/velero/downloadrequests";

    private readonly string _kubeconfig = Path.GetTempFileName();
    private SandboxHost? _host;

    internal SandboxHost Host => _host!;

    internal VeleroVersion Version { get; } = VeleroVersion.Find(version)!;

    public async Task InitializeAsync() => _host = await SandboxHost.StartAsync(new SandboxOptions
    {
        Api = new ApiServerOptions { KubeconfigPath = _kubeconfig },
        KubeVirt = KubeVirtRelease.All[^1],
        Velero = Version,
        VeleroLogsJson = LogsJson,
        Speed = speed,
    });

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        File.Delete(_kubeconfig);
    }

    internal string KubeconfigPath => _kubeconfig;

    private protected virtual bool LogsJson => false;

    /// <summary>A VM with claims in a namespace of its own name; a running one has been heard of by its agent, if it has any.</summary>
    internal async Task StartVmAsync(string ns, string guest = "healthy", string run = "Always", string[]? claims = null, string claimAnnotation = "none")
    {
        claims ??= ["root"];
        var manifest = new StringBuilder($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {ns}}}\n");
        foreach (var claim in claims)
        {
            manifest.Append(CultureInfo.InvariantCulture, $$"""
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: {{claim}}, namespace: {{ns}}, annotations: {sandbox.velerofreeze.io/snapshot: {{claimAnnotation}} } }
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi} } }

                """);
        }

        var disks = string.Join(", ", claims.Select(claim => $"{{name: {claim}, persistentVolumeClaim: {{claimName: {claim}}}}}"));
        manifest.Append(CultureInfo.InvariantCulture, $$"""
            ---
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: db, namespace: {{ns}}, labels: {app: db}, annotations: {sandbox.velerofreeze.io/guest: {{guest}} } }
            spec: {runStrategy: {{run}}, template: {spec: {domain: {devices: {} }, volumes: [{{disks}}]} } }
            """);
        await KubectlAsync("apply -f -", manifest.ToString());
        if (run == "Always")
        {
            var condition = guest is "no-agent" or "agent-dies" ? "Ready" : "AgentConnected";
            await KubectlAsync($"wait vmi/db -n {ns} --for=create --timeout=30s");
            await KubectlAsync($"wait vmi/db -n {ns} --for=condition={condition} --timeout=30s");
        }
    }

    /// <summary>Runs a backup of one namespace to its end.</summary>
    internal async Task<JsonNode> BackUpAsync(string ns, string spec = "", string annotations = "{}")
    {
        await KubectlAsync("create -f -", $$"""
            apiVersion: velero.io/v1
            kind: Backup
            metadata: {name: {{ns}}, namespace: velero, annotations: {{annotations}}}
            spec: {includedNamespaces: [{{ns}}], {{spec}} }
            """);
        await KubectlAsync($"wait backup/{ns} -n velero --for=jsonpath='{{.status.completionTimestamp}}' --timeout=30s");
        return await GetAsync($"backup/{ns} -n velero");
    }

    internal async Task<JsonNode> GetAsync(string what) => JsonNode.Parse(await KubectlAsync($"get {what} -o json"))!;

    /// <summary>As a program asks for a file: it has seconds, not a terminal.</summary>
    internal async Task<string> UrlAsync(string kind, string backup)
    {
        using var client = new ClusterClient(Host.Kubeconfig, "scenario");
        var path = ResourcePaths.Named(await client.CreateAsync(Requests, Request(kind, backup), CancellationToken.None));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if ((await client.GetAsync(path, deadline.Token)).TextAt("status", "downloadURL") is { } url)
            {
                return url;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), deadline.Token);
        }
    }

    internal static JsonObject Request(string kind, string backup) => new()
    {
        ["apiVersion"] = "velero.io/v1",
        ["kind"] = "DownloadRequest",
        ["metadata"] = new JsonObject { ["generateName"] = $"{backup}-", ["namespace"] = "velero" },
        ["spec"] = new JsonObject { ["target"] = new JsonObject { ["kind"] = kind, ["name"] = backup } },
    };

    internal async Task<Download> DownloadAsync(string kind, string backup) => await FetchAsync(await UrlAsync(kind, backup));

    /// <summary>Trusts what the storage location says, and nothing else.</summary>
    internal async Task<Download> FetchAsync(string url)
    {
        using var client = new ClusterClient(Host.Kubeconfig, "scenario");
        var location = await client.GetAsync("/apis/velero.io/v1/namespaces/velero/backupstoragelocations/default", CancellationToken.None);
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(location.TextAt("spec", "objectStorage", "caCert")!)));
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        using var http = new HttpClient(handler);
        using var response = await http.GetAsync(new Uri(url));
        return new Download((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>When the guest of a namespace was really frozen, by the clock of the guests; a freeze that lasts ends now.</summary>
    internal List<(DateTimeOffset From, DateTimeOffset Until)> Freezes(string ns) =>
    [
        .. Host.KubeVirt!.Guests.Truth().Objects().Single(guest => guest.TextAt("namespace") == ns).ArrayAt("frozen").Objects()
            .Select(span => (span["from"]!.GetValue<DateTimeOffset>(), span["until"]?.GetValue<DateTimeOffset>() ?? Host.Time.GetUtcNow())),
    ];

    internal async Task<string> KubectlAsync(string arguments, string? input = null)
    {
        var result = await TryKubectlAsync(arguments, input);
        result.ExitCode.ShouldBe(0, $"kubectl {arguments}: {result.Error}");
        return result.Output.Trim();
    }

    internal Task<ShellResult> TryKubectlAsync(string arguments, string? input = null) =>
        Shell.RunAsync(KubectlScript.For(_kubeconfig, arguments), input: input);
}

public sealed class Velero114Cluster() : VeleroCluster("1.14", 30);

public sealed class Velero118Cluster() : VeleroCluster("1.18", 30);

/// <summary>Slow enough that somebody can step in while a guest is frozen for ten seconds.</summary>
public sealed class PatientVeleroCluster() : VeleroCluster("1.18", 3);

/// <summary>So fast that minutes pass while one looks, and too fast for hooks.</summary>
public sealed class HastyVeleroCluster() : VeleroCluster("1.18", 60)
{
    private protected override bool LogsJson => true;
}
