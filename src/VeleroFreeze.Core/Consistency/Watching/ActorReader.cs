using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Reads what else freezes and thaws guests: Backups, and the snapshots and backups of KubeVirt and of Harvester.</summary>
internal static class ActorReader
{
    /// <summary>What an object did so far.</summary>
    /// <param name="kind">One of the four.</param>
    /// <param name="item">As it is now.</param>
    /// <param name="at">When the watch told of it.</param>
    /// <param name="before">What was known of it; null for nothing.</param>
    /// <returns>Null for a Backup that has not begun, or that ran in another cluster.</returns>
    public static FreezingActor? Read(WatchedKind kind, JsonElement item, DateTimeOffset at, FreezingActor? before) =>
        kind == WatchedKind.Backup ? Backup(item, at, before) : Of(kind, item, at, before);

    /// <summary>Hooks run while it is <c>InProgress</c> and at no other time.</summary>
    private static FreezingActor? Backup(JsonElement item, DateTimeOffset at, FreezingActor? before)
    {
        var read = BackupObjectReader.Read(item);
        var isRunning = read.Summary.Phase == "InProgress";
        if ((read.Summary.StartTimestamp ?? (isRunning ? at : null)) is not { } start || (before is null && WasSynced(item, read.Summary)))
        {
            return null;
        }

        return new FreezingActor
        {
            Kind = nameof(WatchedKind.Backup),
            Namespace = read.Summary.Namespace,
            Name = read.Summary.Name,
            Uid = read.Summary.Uid,
            IncludedNamespaces = read.IncludedNamespaces,
            ExcludedNamespaces = read.ExcludedNamespaces,
            From = start,
            To = isRunning ? null : before?.To ?? Earlier(at, read.Summary.CompletionTimestamp),
        };
    }

    /// <summary>
    /// Velero makes an object of each Backup that it finds in the storage, those of other clusters too. They come once they are over, and what this cluster did meanwhile
    /// says nothing about them.
    /// </summary>
    private static bool WasSynced(JsonElement item, BackupSummary backup) => item.Time("metadata", "creationTimestamp") > backup.CompletionTimestamp;

    private static FreezingActor Of(WatchedKind kind, JsonElement item, DateTimeOffset at, FreezingActor? before)
    {
        var @namespace = item.Text("metadata", "namespace");
        var isOfOne = item.Text("spec", "source", "kind") == nameof(WatchedKind.VirtualMachine);
        return new FreezingActor
        {
            Kind = kind == WatchedKind.VirtualMachineSnapshot ? nameof(WatchedKind.VirtualMachineSnapshot) : nameof(WatchedKind.VirtualMachineBackup),
            Namespace = @namespace,
            Name = item.Text("metadata", "name"),
            Uid = item.Text("metadata", "uid"),
            // By way of another object it may be about any VM of its namespace.
            Machine = isOfOne ? new VirtualMachineKey(@namespace, item.Text("spec", "source", "name")) : null,
            IncludedNamespaces = isOfOne ? [] : [@namespace],
            From = item.Time("metadata", "creationTimestamp") ?? DateTimeOffset.MinValue,
            To = before?.To ?? (IsOver(item) ? Earlier(at, before is null ? LastChange(item) : null) : null),
        };
    }

    private static bool IsOver(JsonElement item) =>
        item.Flag("status", "readyToUse")
        || item.Text("status", "phase") is "Succeeded" or "Failed"
        || item.Items("status", "conditions").Any(condition => condition.Text("type") is "Complete" or "Done" or "Failed" or "Failure" && condition.Text("status") == "True");

    /// <summary>Of one that was over when it was first seen.</summary>
    private static DateTimeOffset? LastChange(JsonElement item) => item.Items("status", "conditions").Max(condition => condition.Time("lastTransitionTime"));

    private static DateTimeOffset Earlier(DateTimeOffset at, DateTimeOffset? other) => other < at ? other.Value : at;
}
