using System.Text;
using System.Text.Json;
using VeleroFreeze.Core.Consistency;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Requests;
using VeleroFreeze.Kubernetes.Transport;

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

    private async Task<List<JsonElement>> ListAsync(ResourceKind kind, string name, ListOptions? options, CancellationToken cancellation)
    {
        // By key: a list that had to start again gives objects twice, the newer one last.
        var found = new Dictionary<ObjectKey, JsonElement>();
        try
        {
            await foreach (var item in client.ListAsync(kind.Everywhere, options, cancellation))
            {
                found[item.Metadata.Key] = Named(item, kind.ApiVersion, name);
            }
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            // The type is not installed, so there is none of it.
        }

        return [.. found.Values];
    }

    /// <summary>Items of built-in types do not say what they are.</summary>
    private static JsonElement Named(KubernetesObject item, string apiVersion, string kind)
    {
        if (item.Kind is not null)
        {
            return item.Json;
        }

        var node = item.ToNode();
        node["apiVersion"] = apiVersion;
        node["kind"] = kind;
        return KubernetesObject.Parse(Encoding.UTF8.GetBytes(node.ToJsonString(KubernetesJson.Deep))).Json;
    }
}
