using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Logs;
using VeleroFreeze.Sandbox.Velero.Runs;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero.Artifacts;

/// <summary>The files of a backup, as a run stands now.</summary>
internal sealed class Documents(RunContext run, RunSettings settings)
{
    private string BackupName => run.Backup.Name;

    /// <summary>What is uploaded when the backup leaves InProgress.</summary>
    public IReadOnlyList<Artifact> First(JsonObject status)
    {
        var files = new List<Artifact>
        {
            Artifact.Gzipped($"{BackupName}-logs.gz", string.Concat(run.Log.Entries.Select(Line))),
            Json("-results.gz", Results.Of(run.Log.Entries)),
            Json("-resource-list.json.gz", ResourceList()),
            Json("-volumesnapshots.json.gz", new JsonArray()),
            Json("-podvolumebackups.json.gz", PodVolumeBackups()),
        };
        if (run.Version.UploadsSnapshotLists)
        {
            files.Add(Json("-csi-volumesnapshots.json.gz", Items("VolumeSnapshot")));
            files.Add(Json("-csi-volumesnapshotcontents.json.gz", Items("VolumeSnapshotContent")));
        }

        return [.. files, .. Operations(), Tarball(), Backup(status)];
    }

    /// <summary>What is uploaded again at the end: the operations and what depends on them, if there were any, and the Backup itself.</summary>
    public IReadOnlyList<Artifact> Last(JsonObject status) =>
        run.Ledger.Operations.Count == 0 ? [Tarball(), Backup(status)] : [.. Operations(), Tarball(), Backup(status)];

    private Artifact[] Operations() => [Json("-volumeinfo.json.gz", new VolumeInfos(run).All()), Json("-itemoperations.json.gz", ItemOperations())];

    private string Line(LogEntry entry) => (settings.LogsJson ? LogFormat.Json(entry) : LogFormat.Text(entry)) + "\n";

    private Artifact Json(string suffix, JsonNode document) => Artifact.Gzipped(BackupName + suffix, GoText.Json(document) + "\n");

    private JsonObject ResourceList()
    {
        var list = new JsonObject();
        foreach (var kind in run.Ledger.Listed.GroupBy(item => $"{item.ApiVersion}/{item.Kind}").OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            list[kind.Key] = kind.Select(item => item.Path).Order(StringComparer.Ordinal).ToJsonArray();
        }

        return list;
    }

    private JsonArray Items(string kind) => [.. run.Ledger.Written.Where(item => item.Kind == kind).Select(item => item.Json.DeepClone())];

    private JsonArray PodVolumeBackups() => [.. run.Ledger.PodVolumes.Select(copy => new JsonObject
    {
        ["apiVersion"] = "velero.io/v1",
        ["kind"] = "PodVolumeBackup",
        ["metadata"] = new JsonObject { ["name"] = copy.Request.Name, ["namespace"] = run.Backup.Namespace },
        ["spec"] = new JsonObject
        {
            ["pod"] = new JsonObject { ["kind"] = "Pod", ["name"] = copy.Request.Pod?.Name, ["namespace"] = copy.Request.Pod?.Namespace },
            ["volume"] = copy.Request.Volume,
        },
        ["status"] = new JsonObject { ["phase"] = copy.State.Phase },
    })];

    private JsonArray ItemOperations() => [.. run.Ledger.Operations.Select(Operation)];

    private JsonObject Operation(ItemOperation operation)
    {
        var status = new JsonObject { ["phase"] = operation.Phase };
        if (operation.Error is not null)
        {
            status["error"] = operation.Error;
        }

        status["created"] = LogFormat.Timestamp(operation.Created);
        status["updated"] = LogFormat.Timestamp(operation.Updated);
        return new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["backupName"] = BackupName,
                ["backupUID"] = run.Backup.Uid,
                ["backupItemAction"] = operation.Action,
                ["resourceIdentifier"] = new JsonObject
                {
                    ["Group"] = operation.Item.Group,
                    ["Resource"] = operation.Item.Plural,
                    ["Namespace"] = operation.Item.Namespace,
                    ["Name"] = operation.Item.Name,
                },
                ["operationID"] = operation.Id,
            },
            ["status"] = status,
        };
    }

    private Artifact Backup(JsonObject status)
    {
        var backup = run.Backup.Backup.Clone();
        backup["status"] = status.DeepClone();
        return new Artifact("velero-backup.json", Encoding.UTF8.GetBytes(backup.ToJsonString(new JsonSerializerOptions { WriteIndented = true })));
    }

    private Artifact Tarball()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            Add(tar, "metadata/version", "1.1.0\n");
            foreach (var item in run.Ledger.Written)
            {
                var scope = item.Namespace.Length == 0 ? "cluster" : $"namespaces/{item.Namespace}";
                Add(tar, $"resources/{item.Resource}/{scope}/{item.Name}.json", GoText.Json(item.Json));
            }
        }

        return new Artifact($"{BackupName}.tar.gz", Artifact.Gzip(stream.ToArray()));
    }

    private void Add(TarWriter tar, string name, string text) => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
        ModificationTime = run.Cluster.Now(),
    });
}
