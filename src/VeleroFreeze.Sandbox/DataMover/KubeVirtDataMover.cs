using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.DataMover;

/// <summary>
/// The controller of the KubeVirt data mover, as far as a backup goes: for a DataUpload that is its own it has KubeVirt make a VirtualMachineBackup, uploads
/// that, and deletes it. It speaks only through the Kubernetes API, so that the real one can take its place.
/// </summary>
internal sealed class KubeVirtDataMover : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>A small disk; whoever looks at the VirtualMachineBackup every few seconds sees it complete.</summary>
    private static readonly TimeSpan Uploading = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ClusterClient _client;
    private readonly TimeProvider _time;
    private readonly Task _running;

    /// <param name="kubeconfig">The text of a kubeconfig with inline certificates.</param>
    /// <param name="ns">The namespace of Velero.</param>
    /// <param name="time">The clock of backups.</param>
    public KubeVirtDataMover(string kubeconfig, string ns, TimeProvider time)
    {
        _client = new ClusterClient(kubeconfig, "kubevirt-datamover-controller");
        _time = time;
        _running = new Follower(_client, $"/apis/velero.io/v2alpha1/namespaces/{ns}/datauploads", MoveAsync).RunAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task MoveAsync(JsonObject upload, CancellationToken stop)
    {
        if (upload.TextAt("spec", "datamover") != "kubevirt" || upload.TextAt("status", "phase") is not (null or "" or "New"))
        {
            return;
        }

        await EnterAsync(upload, new JsonObject { ["phase"] = "Accepted" }, stop);
        var wanted = BackupFor(upload);
        var backup = await _client.CreateAsync(ResourcePaths.Of(wanted), wanted, stop);
        var ended = await EndOfAsync(backup, stop);
        if (!HasCompleted(ended))
        {
            await EnterAsync(upload, new JsonObject { ["phase"] = "Failed", ["message"] = "VirtualMachineBackup failed" }, stop);
            return;
        }

        await EnterAsync(upload, new JsonObject { ["phase"] = "Prepared" }, stop);
        await EnterAsync(upload, new JsonObject { ["phase"] = "InProgress", ["startTimestamp"] = Now }, stop);
        await Task.Delay(Uploading, _time, stop);
        await _client.DeleteAsync(ResourcePaths.Named(backup), backup.Uid(), stop);
        await EnterAsync(upload, new JsonObject { ["phase"] = "Completed", ["completionTimestamp"] = Now }, stop);
    }

    private string Now => MetaTime.Text(_time.GetUtcNow());

    private static JsonObject BackupFor(JsonObject upload)
    {
        var name = upload.TextAt("metadata", "annotations", "kubevirt-datamover.io/vm-name");
        return new JsonObject
        {
            ["apiVersion"] = "backup.kubevirt.io/v1alpha1",
            ["kind"] = "VirtualMachineBackup",
            ["metadata"] = new JsonObject
            {
                ["generateName"] = $"vmb-{name}-",
                ["namespace"] = upload.TextAt("metadata", "annotations", "kubevirt-datamover.io/vm-namespace"),
                ["labels"] = new JsonObject { ["velero.io/dataupload-uid"] = upload.Uid() },
            },
            ["spec"] = new JsonObject
            {
                ["source"] = new JsonObject { ["apiGroup"] = "kubevirt.io", ["kind"] = "VirtualMachine", ["name"] = name },
                ["mode"] = "Push",
                ["pvcName"] = $"kubevirt-backup-{name}",
            },
        };
    }

    private async Task<JsonObject> EndOfAsync(JsonObject backup, CancellationToken stop)
    {
        while (true)
        {
            var now = await _client.GetAsync(ResourcePaths.Named(backup), stop);
            if (Conditions(now).Any(condition => condition.TextAt("type") is "Complete" or "Failed" or "Done" && condition.TextAt("status") == "True"))
            {
                return now;
            }

            await Task.Delay(Poll, _time, stop);
        }
    }

    private static bool HasCompleted(JsonObject backup) => Conditions(backup).Any(condition => (condition.TextAt("type"), condition.TextAt("status")) switch
    {
        ("Complete", "True") => true,
        ("Done", "True") => condition.TextAt("reason")?.StartsWith("Completed", StringComparison.Ordinal) is true,
        _ => false,
    });

    private static IEnumerable<JsonObject> Conditions(JsonObject backup) => backup.ArrayAt("status", "conditions").Objects();

    private Task<JsonObject> EnterAsync(JsonObject upload, JsonObject status, CancellationToken stop) =>
        _client.MergeAsync(ResourcePaths.Named(upload), new JsonObject { ["status"] = status }, stop);
}
