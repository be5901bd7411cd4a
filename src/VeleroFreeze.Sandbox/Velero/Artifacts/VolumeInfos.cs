using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Logs;
using VeleroFreeze.Sandbox.Velero.Runs;

namespace VeleroFreeze.Sandbox.Velero.Artifacts;

/// <summary>
/// What became of each volume. Only of those whose PersistentVolume is an item of the backup: others are left out without a word.
/// </summary>
internal sealed class VolumeInfos(RunContext run)
{
    private const string Unknown = "unknown";

    public JsonArray All() =>
    [
        .. run.Ledger.Skipped.Where(IsItem).Select(Skipped),
        .. run.Ledger.Snapshots.Where(snapshot => IsItem(snapshot.Volume)).Select(snapshot => snapshot.IsMoved ? Moved(snapshot) : Kept(snapshot)),
        .. run.Ledger.PodVolumes.Where(copy => copy.PersistentVolume is { } volume && IsItem(volume)).Select(Copied),
    ];

    private bool IsItem(SkippedVolume skipped) => IsItem(skipped.Volume);

    private bool IsItem(BackupItem volume) => run.Ledger.Listed.Exists(item => item.Key == volume.Key);

    private static JsonObject Skipped(SkippedVolume skipped)
    {
        var (ns, name) = (skipped.Volume.Json.TextAt("spec", "claimRef", "namespace"), skipped.Volume.Json.TextAt("spec", "claimRef", "name"));
        var info = Head(name, ns, skipped.Volume, "", false);
        info["skipped"] = true;
        info["skippedReason"] = $"{skipped.Approach}: {skipped.Reason};";
        return Close(info, skipped.Volume);
    }

    // The start is the point in time by the storage's clock; the end is when the controller saw the snapshot ready.
    private JsonObject Kept(TakenSnapshot snapshot)
    {
        var operation = snapshot.Operation;
        var info = Head(snapshot.Claim.Name, snapshot.Claim.Namespace, snapshot.Volume, "CSISnapshot", false);
        Times(info, snapshot.Started, operation is { Phase: "Completed" } ? operation.Updated : null, operation?.Phase);
        var csi = new JsonObject
        {
            ["snapshotHandle"] = snapshot.State.Handle,
            ["size"] = snapshot.State.Size,
            ["driver"] = snapshot.Volume.Json.TextAt("spec", "csi", "driver"),
            ["vscName"] = snapshot.State.Content,
            ["operationID"] = operation?.Id,
        };
        if (run.Version.VolumeInfoHasResult)
        {
            csi["ReadyToUse"] = snapshot.State.IsReady;
        }

        info["csiSnapshotInfo"] = csi;
        return Close(info, snapshot.Volume);
    }

    // Nothing here says when the snapshot was taken: the times are those of the upload.
    private JsonObject Moved(TakenSnapshot snapshot)
    {
        var operation = snapshot.Operation;
        var upload = operation?.UploadState;
        var info = Head(snapshot.Claim.Name, snapshot.Claim.Namespace, snapshot.Volume, "CSISnapshot", true);
        Times(info, snapshot.Started, upload?.Completed, operation?.Phase);
        info["csiSnapshotInfo"] = new JsonObject
        {
            ["snapshotHandle"] = Unknown,
            ["size"] = 0,
            ["driver"] = snapshot.Volume.Json.TextAt("spec", "csi", "driver"),
            ["vscName"] = Unknown,
            ["operationID"] = Unknown,
        };
        var movement = new JsonObject
        {
            ["dataMover"] = run.Backup.DataMoverIn(run.Version) is { Length: > 0 } mover ? mover : "velero",
            ["uploaderType"] = "kopia",
            ["retainedSnapshot"] = "",
            ["snapshotHandle"] = upload?.Snapshot ?? "",
            ["operationID"] = operation?.Id,
            ["size"] = upload?.Bytes ?? 0,
        };
        Finish(movement, operation?.Phase ?? "");
        info["snapshotDataMovementInfo"] = movement;
        return Close(info, snapshot.Volume);
    }

    private JsonObject Copied(PodVolumeBackup copy)
    {
        var (request, state) = (copy.Request, copy.State);
        var info = Head(request.Claim.Name, request.Claim.Namespace, copy.PersistentVolume!, "PodVolumeBackup", false);
        Times(info, state.Started, state.Completed, state.Phase);
        var details = new JsonObject
        {
            ["snapshotHandle"] = state.Snapshot,
            ["size"] = state.Bytes,
            ["uploaderType"] = "kopia",
            ["volumeName"] = request.Volume,
            ["podName"] = request.Pod?.Name,
            ["podNamespace"] = request.Pod?.Namespace,
            ["nodeName"] = request.Pod?.Json.TextAt("spec", "nodeName") ?? "",
        };
        Finish(details, state.Phase);
        info["pvbInfo"] = details;
        return Close(info, copy.PersistentVolume!);
    }

    private static JsonObject Head(string? claim, string? ns, BackupItem volume, string method, bool moved)
    {
        var info = new JsonObject();
        foreach (var (name, value) in new[] { ("pvcName", claim), ("pvcNamespace", ns), ("pvName", volume.Name), ("backupMethod", method) })
        {
            if (!string.IsNullOrEmpty(value))
            {
                info[name] = value;
            }
        }

        info["snapshotDataMoved"] = moved;
        info["preserveLocalSnapshot"] = false;
        info["skipped"] = false;
        return info;
    }

    private void Times(JsonObject info, DateTimeOffset? start, DateTimeOffset? end, string? phase)
    {
        if (start is { } started)
        {
            info["startTimestamp"] = LogFormat.Timestamp(started);
        }

        if (end is { } ended)
        {
            info["completionTimestamp"] = LogFormat.Timestamp(ended);
        }

        if (run.Version.VolumeInfoHasResult && phase is "Completed" or "Failed")
        {
            info["result"] = phase == "Completed" ? "succeeded" : "failed";
        }
    }

    private void Finish(JsonObject details, string phase)
    {
        if (run.Version.VolumeInfoHasIncrement)
        {
            details["incrementalSize"] = 0;
        }

        if (run.Version.VolumeInfoHasResult)
        {
            details["Phase"] = phase;
        }
    }

    private static JsonObject Close(JsonObject info, BackupItem volume)
    {
        info["pvInfo"] = new JsonObject
        {
            ["reclaimPolicy"] = volume.Json.TextAt("spec", "persistentVolumeReclaimPolicy") ?? "Delete",
            ["labels"] = volume.Json.ObjectAt("metadata", "labels")?.DeepClone(),
        };
        return info;
    }
}
