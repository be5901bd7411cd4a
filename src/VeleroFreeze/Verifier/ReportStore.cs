using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Verifier;

/// <summary>Reads and writes the records. Every write is conditional on what was read, so that of two writers one is refused by the API.</summary>
internal sealed class ReportStore(KubernetesClient client, FencedWriter writer, string @namespace)
{
    public async Task<ReportRecord?> FindAsync(string backupUid, CancellationToken cancellation) =>
        await client.FindAsync(ReportRecord.AddressOf(@namespace, backupUid), cancellation) is { } found ? new ReportRecord(found) : null;

    /// <summary>Adds what the cluster looked like.</summary>
    /// <param name="backup">Whose.</param>
    /// <param name="record">What there is already; null for nothing.</param>
    /// <param name="key">At the start or at the end.</param>
    /// <param name="facts">What was seen.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<FencedOutcome> AddFactsAsync(KubernetesObject backup, ReportRecord? record, string key, ClusterFacts facts, CancellationToken cancellation) =>
        AddAsync(backup, record, key, Packed.Of(ClusterFactsJson.Write(facts)), cancellation);

    /// <summary>Puts what was seen while the Backup ran in place of what was known of it before.</summary>
    public Task<FencedOutcome> PutMeanwhileAsync(KubernetesObject backup, ReportRecord? record, Meanwhile meanwhile, CancellationToken cancellation) =>
        AddAsync(backup, record, ReportRecord.MeanwhileKey, Packed.Of(MeanwhileJson.Write(meanwhile)), cancellation);

    private Task<FencedOutcome> AddAsync(KubernetesObject backup, ReportRecord? record, string key, byte[] part, CancellationToken cancellation) => record is null
        ? writer.CreateAsync(Scope, ReportObjects.Record(@namespace, backup, key, part), cancellation)
        : writer.PatchAsync(AddressOf(record), record.Object, ReportObjects.Part(key, part), cancellation);

    /// <summary>Writes the verdict: from here on it stands, whatever becomes of this process.</summary>
    public async Task<FencedOutcome> WriteAsync(KubernetesObject backup, ReportRecord? record, ConsistencyReport report, CancellationToken cancellation) =>
        record is null
            ? await writer.CreateAsync(Scope, ReportObjects.Record(@namespace, backup, report), cancellation)
            : await writer.PatchAsync(AddressOf(record), record.Object, ReportObjects.Fitting(record, ReportObjects.Report(report)), cancellation);

    public Task<FencedOutcome> MarkAnnouncedAsync(ReportRecord record, string identity, CancellationToken cancellation) =>
        writer.PatchAsync(AddressOf(record), record.Object, ReportObjects.Announced(identity), cancellation);

    public Task<FencedOutcome> RemoveAsync(ReportRecord record, CancellationToken cancellation) =>
        writer.DeleteAsync(AddressOf(record), record.Object, cancellation);

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
