using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Runs;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>What keeps a Backup from being run.</summary>
internal static class BackupValidation
{
    private static readonly string[] Known =
    [
        "includedNamespaces", "excludedNamespaces", "includedResources", "excludedResources", "labelSelector", "includeClusterResources", "orderedResources",
        "hooks", "metadata", "storageLocation", "volumeSnapshotLocations", "ttl", "snapshotVolumes", "snapshotMoveData", "defaultVolumesToFsBackup",
        "csiSnapshotTimeout", "itemOperationTimeout", "datamover",
    ];

    /// <param name="backup">The Backup, with its defaults.</param>
    /// <param name="locations">The names of the storage locations.</param>
    public static IReadOnlyList<string> Errors(JsonObject backup, IReadOnlyCollection<string> locations)
    {
        var spec = backup.ObjectAt("spec") ?? [];
        var errors = new List<string>();
        var location = spec.TextAt("storageLocation") ?? "";
        if (!locations.Contains(location))
        {
            errors.Add($"an existing backup storage location is needed: backupstoragelocation.velero.io \"{location}\" not found");
        }

        errors.AddRange([.. Conflicts(spec, "Namespaces"), .. Conflicts(spec, "Resources")]);
        errors.AddRange(spec.Where(member => member.Value is not null && !Known.Contains(member.Key)).Select(member => $"the sandbox does not know spec.{member.Key}"));
        if (spec.TextAt("datamover") is { } mover and not ("" or "velero" or "velero-fs" or "velero-block"))
        {
            errors.Add($"the sandbox does not know the data mover {mover}");
        }

        if (Objection(backup) is { } objection)
        {
            errors.Add($"Invalid label selector: {objection}");
        }

        return errors;
    }

    private static IEnumerable<string> Conflicts(JsonObject spec, string what) =>
        spec.ArrayAt("included" + what).Texts().Intersect(spec.ArrayAt("excluded" + what).Texts())
            .Select(name => $"Invalid included/excluded {(what == "Resources" ? "resource" : "namespace")} lists: excludes list cannot contain an item in the includes list: {name}");

    private static string? Objection(JsonObject backup)
    {
        try
        {
            _ = new ItemFilter(new BackupSpec(backup));
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
