using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>The PodVolumeBackups and DataUploads of one backup; the node agent does the rest.</summary>
internal sealed class Transfers(VeleroServer server, BackupSpec backup)
{
    private const int LabelLength = 63;
    private const int HashLength = 6;

    public Task StartAsync(TransferRequest request, CancellationToken stop)
    {
        var body = request.Kind == TransferKind.PodVolumeBackup ? PodVolumeBackup(request)
            : request.Machine is { } machine ? MachineUpload(request, machine)
            : DataUpload(request);
        return server.Client.CreateAsync(ResourcePaths.Of(body), body, stop);
    }

    public async Task<TransferState> ReadAsync(TransferRequest request, CancellationToken stop)
    {
        var status = (await server.Client.GetAsync(PathOf(request), stop)).ObjectAt("status");
        return new TransferState(
            status.TextAt("phase") ?? "New",
            Time(status, "startTimestamp"),
            Time(status, "completionTimestamp"),
            status.NumberAt("progress", "totalBytes") ?? 0,
            status.TextAt("snapshotID") ?? "");
    }

    private static DateTimeOffset? Time(JsonObject? status, string member) => status.TextAt(member) is { } text ? VeleroServer.Instant(text) : null;

    private string PathOf(TransferRequest request) => request.Kind == TransferKind.DataUpload
        ? $"{server.PathOf("datauploads", "v2alpha1")}/{request.Name}"
        : $"{server.PathOf("podvolumebackups")}/{request.Name}";

    private JsonObject PodVolumeBackup(TransferRequest request) => new()
    {
        ["apiVersion"] = "velero.io/v1",
        ["kind"] = "PodVolumeBackup",
        ["metadata"] = Metadata(request),
        ["spec"] = new JsonObject
        {
            ["backupStorageLocation"] = Location,
            ["node"] = request.Pod?.Json.TextAt("spec", "nodeName"),
            ["pod"] = new JsonObject { ["kind"] = "Pod", ["namespace"] = request.Pod?.Namespace, ["name"] = request.Pod?.Name, ["uid"] = request.Pod?.Uid },
            ["volume"] = request.Volume,
            ["repoIdentifier"] = "",
            ["uploaderType"] = "kopia",
            ["tags"] = new JsonObject { ["backup"] = backup.Name, ["pod"] = request.Pod?.Name, ["volume"] = request.Volume, ["pvc-uid"] = request.Claim.Uid },
        },
    };

    private JsonObject DataUpload(TransferRequest request) => new()
    {
        ["apiVersion"] = "velero.io/v2alpha1",
        ["kind"] = "DataUpload",
        ["metadata"] = Metadata(request),
        ["spec"] = new JsonObject
        {
            ["backupStorageLocation"] = Location,
            ["snapshotType"] = "CSI",
            ["csiSnapshot"] = new JsonObject
            {
                ["volumeSnapshot"] = request.Snapshot?.Name,
                ["storageClass"] = request.Claim.Json.TextAt("spec", "storageClassName") ?? "",
            },
            ["sourceNamespace"] = request.Claim.Namespace,
            ["sourcePVC"] = request.Claim.Name,
            ["operationTimeout"] = backup.SnapshotTimeout.ToString(),
            ["datamover"] = backup.DataMover.Length > 0 ? backup.DataMover : null,
        },
    };

    /// <summary>As the plugin of the KubeVirt data mover makes it: for the VM as a whole, and owned by the Backup.</summary>
    private JsonObject MachineUpload(TransferRequest request, BackupItem machine) => new()
    {
        ["apiVersion"] = "velero.io/v2alpha1",
        ["kind"] = "DataUpload",
        ["metadata"] = new JsonObject
        {
            ["name"] = request.Name,
            ["namespace"] = backup.Namespace,
            ["labels"] = new JsonObject { ["velero.io/backup-name"] = backup.Name },
            ["annotations"] = new JsonObject
            {
                ["kubevirt-datamover.io/vm-name"] = machine.Name,
                ["kubevirt-datamover.io/vm-namespace"] = machine.Namespace,
                ["kubevirt-datamover.io/operation-id"] = request.Operation,
            },
            ["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = "velero.io/v1", ["kind"] = "Backup", ["name"] = backup.Name, ["uid"] = backup.Uid }),
        },
        ["spec"] = new JsonObject
        {
            ["snapshotType"] = "CSI",
            ["datamover"] = "kubevirt",
            ["backupStorageLocation"] = Location,
            ["sourceNamespace"] = machine.Namespace,
            ["sourcePVC"] = request.Claim.Name,
            ["operationTimeout"] = "4h0m0s",
        },
    };

    private string Location => backup.Spec.TextAt("storageLocation") ?? Installation.Location;

    private JsonObject Metadata(TransferRequest request)
    {
        var labels = new JsonObject
        {
            ["velero.io/backup-name"] = backup.Name,
            ["velero.io/backup-uid"] = backup.Uid,
            ["velero.io/pvc-uid"] = request.Claim.Uid,
        };
        if (request.Operation is not null)
        {
            labels["velero.io/async-operation-id"] = LabelValue(request.Operation);
        }

        return new JsonObject { ["name"] = request.Name, ["namespace"] = backup.Namespace, ["labels"] = labels };
    }

    /// <summary>What a label can hold of a text that is too long, and the beginning of its hash.</summary>
    private static string LabelValue(string text) => text.Length <= LabelLength
        ? text
        : text[..(LabelLength - HashLength)] + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}
