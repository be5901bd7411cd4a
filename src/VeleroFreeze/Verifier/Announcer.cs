using VeleroFreeze.Backups;
using VeleroFreeze.Backups.Reports;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Transport;

namespace VeleroFreeze.Verifier;

/// <summary>Tells a report to the world: two keys on the Backup, an Event on each VM that was opted in. May be repeated at any time.</summary>
internal sealed class Announcer(KubernetesClient client, FencedWriter writer, ReportStore store, string instance, TimeProvider time, ILogger log)
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
            await TellOwnerAsync(report, machine, cancellation);
        }

        return await store.MarkAnnouncedAsync(record, VerdictIdentity.Of(report), cancellation) == FencedOutcome.Written;
    }

    /// <summary>An event that is there already was told before; one that cannot be written must not keep the others from being told.</summary>
    private async Task TellOwnerAsync(ConsistencyReport report, VirtualMachineReport machine, CancellationToken cancellation)
    {
        try
        {
            var found = await client.FindAsync(ClusterKinds.VirtualMachines.In(machine.Namespace).Named(machine.Name), cancellation);
            var body = VerdictEvent.Render(report, machine, found?.Metadata.Uid, instance, time.GetUtcNow());
            await writer.CreateAsync(ClusterKinds.Events.In(machine.Namespace), body, cancellation);
        }
        catch (Exception e) when (e is KubernetesException { Code: >= 400 and < 500 } or ArgumentException)
        {
            Log.EventProblem(log, machine.Key.ToString(), e.Message);
        }
    }
}
