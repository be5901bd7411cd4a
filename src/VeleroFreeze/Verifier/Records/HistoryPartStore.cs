using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Verifier.Records;

/// <summary>Reads and writes the parts of large histories.</summary>
internal sealed class HistoryPartStore(KubernetesClient client, FencedWriter writer, string @namespace)
{
    private readonly HistoryPartReader _reader = new(client, @namespace);

    public Task<ClusterHistory?> ReadAsync(string backupUid, HistoryParts parts, CancellationToken cancellation) => _reader.ReadAsync(backupUid, parts, cancellation);

    public async Task<FencedOutcome> WriteAsync(KubernetesObject backup, HistoryParts parts, byte[] packed, CancellationToken cancellation)
    {
        foreach (var (name, bytes) in parts.Names(backup.Metadata.Uid).Zip(packed.Chunk(HistoryParts.MostBytes)))
        {
            if (await WriteAsync(backup, name, bytes, cancellation) != FencedOutcome.Written)
            {
                return FencedOutcome.NotYours;
            }
        }

        return FencedOutcome.Written;
    }

    /// <summary>Of both sets: the one that the record points to, and the one before.</summary>
    public async Task RemoveAsync(string backupUid, CancellationToken cancellation)
    {
        var ofBackup = new ListOptions { LabelSelector = $"{ReportRecord.ManagedBy}={ReportRecord.Manager},{ReportRecord.BackupUidLabel}={backupUid}", Limit = 2 };
        await foreach (var found in client.ListAsync(Scope, ofBackup, cancellation))
        {
            if (found.Metadata.Name != ReportRecord.NameFor(backupUid))
            {
                await writer.DeleteAsync(Scope.Named(found.Metadata.Name), found, cancellation);
            }
        }
    }

    private async Task<FencedOutcome> WriteAsync(KubernetesObject backup, string name, byte[] bytes, CancellationToken cancellation)
    {
        if (await writer.CreateAsync(Scope, ReportObjects.HistoryPart(@namespace, backup, name, bytes), cancellation) == FencedOutcome.Written)
        {
            return FencedOutcome.Written;
        }

        // Of the set before the last one.
        return await client.FindAsync(Scope.Named(name), cancellation) is { } old
            ? await writer.PatchAsync(Scope.Named(name), old, ReportObjects.Part(HistoryParts.Key, bytes), cancellation)
            : FencedOutcome.NotYours;
    }

    private ResourceScope Scope => ClusterKinds.ConfigMaps.In(@namespace);
}
