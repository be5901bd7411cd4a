using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.LeaderElection;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Verifier.Logging;

namespace VeleroFreeze.Verifier.Announcing;

/// <summary>Tells the owners of VMs, by an Event on each.</summary>
/// <param name="client">Finds the VMs.</param>
/// <param name="writer">Writes while this process leads.</param>
/// <param name="instance">Of this process.</param>
/// <param name="time">The clock of an Event.</param>
/// <param name="log">Where an Event that cannot be written is told of.</param>
internal sealed class OwnerEvents(KubernetesClient client, FencedWriter writer, string instance, TimeProvider time, ILogger log)
{
    /// <summary>An event that is there already was told before; one that cannot be written must not keep the others from being told.</summary>
    public async Task TellAsync(ConsistencyReport report, VirtualMachineReport machine, CancellationToken cancellation)
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
