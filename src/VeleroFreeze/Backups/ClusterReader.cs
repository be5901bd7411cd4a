using System.Text.Json;
using VeleroFreeze.Backups.Kinds;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Kubernetes.Client;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;

namespace VeleroFreeze.Backups;

/// <summary>Reads the VMs of the cluster, with what says how they are backed up: instances, launcher pods, claims and the labels of namespaces.</summary>
internal sealed class ClusterReader(KubernetesClient client, TimeProvider time)
{
    private static readonly ListOptions Launchers = new() { LabelSelector = "kubevirt.io=virt-launcher" };

    /// <exception cref="KubernetesException">Something of it may not be read, or the API server failed.</exception>
    public async Task<ClusterFacts> ReadAsync(CancellationToken cancellation)
    {
        var takenAt = time.GetUtcNow();
        var lists = await Task.WhenAll(
            ListAsync(ClusterKinds.VirtualMachines, "VirtualMachine", null, cancellation),
            ListAsync(ClusterKinds.Instances, "VirtualMachineInstance", null, cancellation),
            ListAsync(ClusterKinds.Pods, "Pod", Launchers, cancellation),
            ListAsync(ClusterKinds.Claims, "PersistentVolumeClaim", null, cancellation),
            ListAsync(ClusterKinds.Namespaces, "Namespace", null, cancellation));
        return ClusterFactsReader.Read(lists.SelectMany(list => list), takenAt);
    }

    /// <summary>As it is now; null where it may not be read: the evidence may still tell enough.</summary>
    /// <param name="onRefused">Told what is missing.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ClusterFacts?> TryReadAsync(Action<string> onRefused, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(cancellation);
        }
        catch (KubernetesException e) when (e.Code is 401 or 403)
        {
            onRefused($"the virtual machines cannot be read: {e.Message}");
            return null;
        }
    }

    private Task<IReadOnlyList<JsonElement>> ListAsync(ResourceKind kind, string name, ListOptions? options, CancellationToken cancellation) =>
        client.ListNamedAsync(kind.Everywhere, name, options, cancellation);
}
