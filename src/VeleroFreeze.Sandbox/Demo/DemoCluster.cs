using System.IO.Compression;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary>What the demo asks of the cluster. Everything it prints was read here.</summary>
internal sealed class DemoCluster(ClusterClient client) : IDisposable
{
    private const string Backup = "nightly";
    private const string BackupPath = $"/apis/velero.io/v1/namespaces/velero/backups/{Backup}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public void Dispose() => client.Dispose();

    public async Task CreateNamespaceAsync(string name, CancellationToken stop)
    {
        var space = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } };
        await client.CreateAsync("/api/v1/namespaces", space, stop);
    }

    public Task RegisterAsync(JsonObject webhooks, CancellationToken stop) => client.CreateAsync(DemoWebhook.Collection, webhooks, stop);

    public async Task CreateAsync(DemoGuest guest, CancellationToken stop)
    {
        foreach (var claim in guest.Claims())
        {
            await client.CreateAsync($"/api/v1/namespaces/{DemoGuest.Namespace}/persistentvolumeclaims", claim, stop);
        }

        await client.CreateAsync(guest.Path[..guest.Path.LastIndexOf('/')], guest.VirtualMachine(), stop);
    }

    /// <summary>What KubeVirt says of a VM once it has settled, which a guest with an agent has when the agent has answered.</summary>
    public async Task<string> SettledAsync(DemoGuest guest, CancellationToken stop)
    {
        var vm = await UntilAsync(guest.Path, vm => vm.TextAt("status", "printableStatus") == guest.Status && (!guest.HasAgent || IsConnected(vm)), $"{guest.Name} does not start", stop);
        return vm.TextAt("status", "printableStatus")!;
    }

    private static bool IsConnected(JsonObject vm) =>
        vm.ArrayAt("status", "conditions").Objects().Any(condition => condition.TextAt("type") == "AgentConnected" && condition.TextAt("status") == "True");

    /// <summary>As <c>kubectl label</c> does it.</summary>
    /// <returns>The command of the pre hook in the VM's template; null when there is none.</returns>
    public async Task<string?> LabelAsync(DemoGuest guest, CancellationToken stop)
    {
        await client.MergeAsync(guest.Path, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [DemoWebhook.Label] = "required" } } }, stop);
        var vm = await client.GetAsync(guest.Path, stop);
        return vm.TextAt("spec", "template", "metadata", "annotations", "pre.hook.backup.velero.io/command");
    }

    /// <summary>As <c>velero backup create nightly --include-namespaces shop</c> does it.</summary>
    /// <returns>The Backup when Velero has ended it.</returns>
    public async Task<JsonObject> BackUpAsync(CancellationToken stop)
    {
        var backup = new JsonObject
        {
            ["apiVersion"] = "velero.io/v1",
            ["kind"] = "Backup",
            ["metadata"] = new JsonObject { ["name"] = Backup },
            ["spec"] = new JsonObject { ["includedNamespaces"] = new JsonArray(DemoGuest.Namespace), ["storageLocation"] = "default" },
        };
        await client.CreateAsync(BackupPath[..BackupPath.LastIndexOf('/')], backup, stop);
        return await UntilAsync(
            BackupPath,
            found => found.TextAt("status", "phase") is "Completed" or "PartiallyFailed" or "Failed" or "FailedValidation",
            "the backup does not end",
            stop);
    }

    /// <summary>Waits until the verifier has labelled the Backup.</summary>
    public Task<JsonObject> VerdictAsync(CancellationToken stop) =>
        UntilAsync(BackupPath, found => found.TextAt("metadata", "labels", "velerofreeze.io/consistency") is not null, "the verifier gives no verdict", stop);

    /// <summary>The verifier's report on a Backup.</summary>
    public async Task<JsonObject> ReportAsync(JsonObject backup, CancellationToken stop)
    {
        var path = $"/api/v1/namespaces/velerofreeze/configmaps/velerofreeze-{backup.TextAt("metadata", "uid")}";
        var map = await UntilAsync(path, found => found.TextAt("binaryData", "report.json.gz") is not null, "the verifier wrote no report", stop);
        using var packed = new GZipStream(new MemoryStream(Convert.FromBase64String(map.TextAt("binaryData", "report.json.gz")!)), CompressionMode.Decompress);
        return await JsonNode.ParseAsync(packed, cancellationToken: stop) as JsonObject ?? throw new DemoFailedException($"{path} holds no report");
    }

    private async Task<JsonObject> UntilAsync(string path, Func<JsonObject, bool> isThere, string orElse, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            if (await FindAsync(path, stop) is { } found && isThere(found))
            {
                return found;
            }

            await Task.Delay(Interval, TimeProvider.System, stop);
        }

        throw new DemoFailedException($"{orElse} within {Patience.TotalSeconds:0} s");
    }

    private async Task<JsonObject?> FindAsync(string path, CancellationToken stop)
    {
        try
        {
            return await client.GetAsync(path, stop);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return null;
        }
    }
}
