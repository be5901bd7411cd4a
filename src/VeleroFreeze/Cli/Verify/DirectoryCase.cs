using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Backups;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Judging;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Evidence.Reading;
using VeleroFreeze.Hosting.Files;

namespace VeleroFreeze.Cli.Verify;

/// <summary>A backup from its files.</summary>
internal static class DirectoryCase
{
    /// <summary>A list of all objects of a large cluster is tens of megabytes.</summary>
    private const int MaxObjectBytes = 512 * 1024 * 1024;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 10_000 };

    /// <exception cref="CommandException">There is no backup in the directory, or the objects cannot be read.</exception>
    public static BackupCase Load(string folder, string? objects)
    {
        var directory = Open(folder);
        var contents = directory.Read();
        var backup = BackupObjectReader.Read(directory.Backup() ?? Nameless(directory.Name));
        var takenAt = backup.Summary.StartTimestamp ?? DateTimeOffset.UnixEpoch;
        var cluster = objects is null ? null : Objects(objects);
        var throughout = cluster is null ? null : ClusterFactsReader.Read(cluster, takenAt);
        if (throughout is { VirtualMachines.Count: 0 })
        {
            // Taken for the whole cluster, it would say that nobody had opted in.
            throw new CommandException($"{objects}: no VirtualMachine in it; take it with: kubectl get vm,vmi,pod,pvc,ns -A -o json");
        }

        var facts = new BackupFacts
        {
            Backup = backup,
            Evidence = EvidenceReader.Read(contents),
            History = throughout is null ? ClusterHistory.Nothing : ClusterHistory.ByWord(throughout),
            MachineBackups = new SeenMachineBackups(MachineBackupReader.Read(cluster ?? [], backup.Summary)),
            InBackup = contents[ArtifactKind.BackupContents] is { State: ArtifactState.Complete } tarball
                ? ClusterFactsReader.Read(TarballReader.Read(tarball), takenAt)
                : null,
        };
        var problems = contents.Values.Select(content => content.Problem).OfType<string>();
        return new BackupCase(facts, ConsistencyJudge.Judge(facts), [.. problems]);
    }

    private static BackupDirectory Open(string folder)
    {
        try
        {
            return BackupDirectory.Open(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(e.Message);
        }
    }

    private static JsonElement Nameless(string name)
    {
        var backup = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
        return JsonElement.Parse(backup.ToJsonString());
    }

    private static List<JsonElement> Objects(string file)
    {
        try
        {
            RegularFile.Require(file);
            if (new FileInfo(file).Length > MaxObjectBytes)
            {
                throw new CommandException($"{file}: larger than {MaxObjectBytes / 1024 / 1024} MiB; leave out the namespaces that were not backed up");
            }

            var root = JsonElement.Parse(File.ReadAllBytes(file), Deep);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array
                ? [.. items.EnumerateArray()]
                : [root];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException($"{file}: {e.Message}");
        }
    }
}
