using VeleroFreeze.Backups;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Verifier.Gauges;

/// <summary>Keeps <see cref="WatchedMachines"/> as the cluster is.</summary>
internal sealed class MachineWatch(KubernetesClient client, WatchedMachines machines, ILogger log)
{
    /// <summary>Watches until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        FollowAsync(ClusterKinds.VirtualMachines, machines.UpsertMachine, machines.RemoveMachine, machines.MachinesListed, cancellation),
        FollowAsync(ClusterKinds.Namespaces, machines.UpsertNamespace, machines.RemoveNamespace, machines.NamespacesListed, cancellation));

    private async Task FollowAsync(
        ResourceKind kind, Action<KubernetesObject> upsert, Action<ObjectKey> remove, Action<bool> listed, CancellationToken cancellation)
    {
        await foreach (var change in client.WatchAsync(kind.Everywhere, null, failure => Tell(kind, failure, listed), cancellation))
        {
            switch (change)
            {
                case { Type: WatchEventType.Synced }:
                    listed(false);
                    break;
                case { Type: WatchEventType.Deleted }:
                    remove(change.Key);
                    break;
                case { Object: { } found }:
                    upsert(found);
                    break;
            }
        }
    }

    /// <summary>Without the right, or without KubeVirt, there will be no list; other failures pass.</summary>
    private void Tell(ResourceKind kind, KubernetesException failure, Action<bool> listed)
    {
        Log.OtherWatchProblem(log, kind.Plural, failure.Message);
        if (failure.Code is 401 or 403 or 404)
        {
            listed(true);
        }
    }
}
