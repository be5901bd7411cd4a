using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Verifier.Records;
using VeleroFreeze.Verifier.Watching;

namespace VeleroFreeze.Verifier.Announcing;

/// <summary>Tells a report to the world: two keys on the Backup, an Event on each VM that was opted in. May be repeated at any time.</summary>
internal sealed class Announcer(KubernetesClient client, FencedWriter writer, ReportStore store, OwnerEvents events)
{
    /// <returns>False when someone wrote in between: look again.</returns>
    public async Task<bool> AnnounceAsync(SeenBackup seen, ReportRecord record, ConsistencyReport report, CancellationToken cancellation)
    {
        var address = ClusterKinds.Backups.In(seen.Key.Namespace).Named(seen.Key.Name);
        var backup = await client.FindAsync(address, cancellation);
        if (backup is null || backup.Metadata.Uid != seen.Uid)
        {
            return true;
        }

        var (label, summary) = (backup.Metadata.Label(ReportObjects.ConsistencyLabel), backup.Metadata.Annotation(ReportObjects.SummaryAnnotation));
        if (!ReportObjects.IsSaid(label, summary, report)
            && await writer.PatchAsync(address, backup, ReportObjects.BackupPatch(report), cancellation) != FencedOutcome.Written)
        {
            return false;
        }

        return record.Announced == VerdictIdentity.Of(report) || await TellOwnersAsync(record, report, cancellation);
    }

    private async Task<bool> TellOwnersAsync(ReportRecord record, ConsistencyReport report, CancellationToken cancellation)
    {
        foreach (var machine in report.VirtualMachines.Where(VerdictEvent.IsWanted))
        {
            await events.TellAsync(report, machine, cancellation);
        }

        return await store.MarkAnnouncedAsync(record, VerdictIdentity.Of(report), cancellation) == FencedOutcome.Written;
    }
}
