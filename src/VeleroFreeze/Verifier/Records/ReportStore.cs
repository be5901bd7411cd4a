using System.Text.Json.Nodes;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Verifier.Records;

/// <summary>Reads and writes the records. Every write is conditional on what was read, so that of two writers one is refused by the API.</summary>
internal sealed class ReportStore(KubernetesClient client, FencedWriter writer, string @namespace)
{
    /// <summary>A record is read with each look at its Backup: what is larger lies beside it.</summary>
    private const int MostInline = 64_000;

    private readonly HistoryPartStore _parts = new(client, writer, @namespace);

    public async Task<ReportRecord?> FindAsync(string backupUid, CancellationToken cancellation) =>
        await client.FindAsync(ReportRecord.AddressOf(@namespace, backupUid), cancellation) is { } found ? new ReportRecord(found) : null;

    /// <summary>Puts a history in place of an older one.</summary>
    /// <returns>And how many bytes it took.</returns>
    public async Task<(FencedOutcome Outcome, int Bytes)> PutHistoryAsync(
        KubernetesObject backup, ReportRecord? record, ClusterHistory history, bool isEnd, CancellationToken cancellation)
    {
        var packed = Packed.Of(ClusterHistoryJson.Write(history));
        if (packed.Length <= MostInline)
        {
            return (await AddAsync(backup, record, ReportObjects.History(packed, null, isEnd), cancellation), packed.Length);
        }

        if (record is null)
        {
            // First what the parts are found by.
            await AddAsync(backup, null, ReportObjects.Part(ReportRecord.MeanwhileKey, Packed.Of(SeenMachineBackupsJson.Write(SeenMachineBackups.Nothing))), cancellation);
            return (FencedOutcome.NotYours, packed.Length);
        }

        var parts = HistoryParts.Of(packed, record.Parts);
        var outcome = await _parts.WriteAsync(backup, parts, packed, cancellation);
        return (outcome == FencedOutcome.Written ? await AddAsync(backup, record, ReportObjects.History(null, parts, isEnd), cancellation) : outcome, packed.Length);
    }

    /// <returns>Null when there is none, or not all of it.</returns>
    public async Task<ClusterHistory?> FindHistoryAsync(ReportRecord record, CancellationToken cancellation) =>
        record.Parts is { } parts && record.Object.Metadata.Label(ReportRecord.BackupUidLabel) is { } uid ? await _parts.ReadAsync(uid, parts, cancellation) : record.History;

    /// <summary>Drops what a report was made from.</summary>
    public async Task<FencedOutcome> DropFactsAsync(ReportRecord record, CancellationToken cancellation)
    {
        await DropPartsAsync(record, cancellation);
        return await writer.PatchAsync(AddressOf(record), record.Object, ReportObjects.WithoutFacts([]), cancellation);
    }

    /// <summary>Puts what was seen while the Backup ran in place of what was known of it before.</summary>
    public Task<FencedOutcome> PutMachineBackupsAsync(KubernetesObject backup, ReportRecord? record, SeenMachineBackups meanwhile, CancellationToken cancellation) =>
        AddAsync(backup, record, ReportObjects.Part(ReportRecord.MeanwhileKey, Packed.Of(SeenMachineBackupsJson.Write(meanwhile))), cancellation);

    private Task<FencedOutcome> AddAsync(KubernetesObject backup, ReportRecord? record, JsonObject patch, CancellationToken cancellation) => record is null
        ? writer.CreateAsync(Scope, ReportObjects.Record(@namespace, backup, patch), cancellation)
        : writer.PatchAsync(AddressOf(record), record.Object, patch, cancellation);

    /// <summary>Before the record, by which they are found.</summary>
    private Task DropPartsAsync(ReportRecord record, CancellationToken cancellation) =>
        record.Parts is not null && record.Object.Metadata.Label(ReportRecord.BackupUidLabel) is { } uid ? _parts.RemoveAsync(uid, cancellation) : Task.CompletedTask;

    /// <summary>Writes the verdict: from here on it stands, whatever becomes of this process.</summary>
    public async Task<FencedOutcome> WriteAsync(KubernetesObject backup, ReportRecord? record, ConsistencyReport report, CancellationToken cancellation) =>
        record is null
            ? await writer.CreateAsync(Scope, ReportObjects.Record(@namespace, backup, report), cancellation)
            : await writer.PatchAsync(AddressOf(record), record.Object, ReportObjects.Report(report), cancellation);

    public Task<FencedOutcome> MarkAnnouncedAsync(ReportRecord record, string identity, CancellationToken cancellation) =>
        writer.PatchAsync(AddressOf(record), record.Object, ReportObjects.Announced(identity), cancellation);

    public async Task<FencedOutcome> RemoveAsync(ReportRecord record, CancellationToken cancellation)
    {
        await DropPartsAsync(record, cancellation);
        return await writer.DeleteAsync(AddressOf(record), record.Object, cancellation);
    }

    /// <summary>The UIDs of all Backups of one Velero that there are records of.</summary>
    public async IAsyncEnumerable<string> BackupUidsAsync(string veleroNamespace, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var ours = new ListOptions
        {
            LabelSelector = $"{ReportRecord.ManagedBy}={ReportRecord.Manager},{ReportRecord.VeleroNamespaceLabel}={veleroNamespace}",
            // Each may hold most of a megabyte.
            Limit = 20,
        };
        await foreach (var record in client.ListAsync(Scope, ours, cancellation))
        {
            if (record.Metadata.Label(ReportRecord.BackupUidLabel) is { } uid && record.Metadata.Name == ReportRecord.NameFor(uid))
            {
                yield return uid;
            }
        }
    }

    private ResourceScope Scope => ClusterKinds.ConfigMaps.In(@namespace);

    private ObjectAddress AddressOf(ReportRecord record) => Scope.Named(record.Object.Metadata.Name);
}
