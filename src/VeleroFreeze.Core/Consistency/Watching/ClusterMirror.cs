using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>
/// The objects that make up VMs, as they are now, each trimmed; and which VMs a change of one concerns. Not safe for several threads.
/// </summary>
internal sealed class ClusterMirror
{
    private readonly Dictionary<VirtualMachineKey, byte[]> _machines = [];
    private readonly Dictionary<VirtualMachineKey, byte[]> _instances = [];
    private readonly Dictionary<VirtualMachineKey, byte[]> _importing = [];
    private readonly Dictionary<string, byte[]> _namespaces = new(StringComparer.Ordinal);
    private readonly PodMirror _pods = new();

    public IReadOnlyCollection<VirtualMachineKey> Upsert(WatchedKind kind, JsonElement item)
    {
        var key = new VirtualMachineKey(item.Text("metadata", "namespace"), item.Text("metadata", "name"));
        switch (kind)
        {
            case WatchedKind.VirtualMachine:
                _machines[key] = TrimmedObject.Of(kind, item);
                return [key];
            case WatchedKind.VirtualMachineInstance:
                _instances[key] = TrimmedObject.Of(kind, item);
                return [key];
            case WatchedKind.Pod:
                return _pods.Upsert(item);
            case WatchedKind.PersistentVolumeClaim:
                return Import(key, item);
            case WatchedKind.Namespace:
                var trimmed = TrimmedObject.Of(kind, item);
                var isNew = !_namespaces.TryGetValue(key.Name, out var before) || Label(before) != Label(trimmed);
                _namespaces[key.Name] = trimmed;
                return isNew ? In(key.Name) : [];
            default:
                return [];
        }
    }

    public IReadOnlyCollection<VirtualMachineKey> Remove(WatchedKind kind, VirtualMachineKey key)
    {
        switch (kind)
        {
            case WatchedKind.VirtualMachine:
                return _machines.Remove(key) ? [key] : [];
            case WatchedKind.VirtualMachineInstance:
                return _instances.Remove(key) ? [key] : [];
            case WatchedKind.Pod:
                return _pods.Remove(key);
            case WatchedKind.PersistentVolumeClaim:
                return _importing.Remove(key) ? In(key.Namespace) : [];
            case WatchedKind.Namespace:
                return _namespaces.Remove(key.Name) ? In(key.Name) : [];
            default:
                return [];
        }
    }

    /// <returns>What the VM is now; null when nothing of it is left.</returns>
    public VirtualMachineFacts? Read(VirtualMachineKey key, DateTimeOffset at)
    {
        var objects = Objects(key).Select(bytes => JsonElement.Parse(bytes));
        return ClusterFactsReader.Read(objects, at).VirtualMachines.GetValueOrDefault(key);
    }

    private IEnumerable<byte[]> Objects(VirtualMachineKey key)
    {
        byte[]?[] one = [_machines.GetValueOrDefault(key), _instances.GetValueOrDefault(key), _namespaces.GetValueOrDefault(key.Namespace)];
        return one.OfType<byte[]>().Concat(_pods.Of(key)).Concat(_importing.Where(claim => claim.Key.Namespace == key.Namespace).Select(claim => claim.Value));
    }

    /// <summary>Only claims that are being filled are kept: what else a claim is, its VM says.</summary>
    private List<VirtualMachineKey> Import(VirtualMachineKey key, JsonElement claim)
    {
        if (DiskReader.IsImporting(claim))
        {
            var isNew = !_importing.ContainsKey(key);
            _importing[key] = TrimmedObject.Of(WatchedKind.PersistentVolumeClaim, claim);
            return isNew ? In(key.Namespace) : [];
        }

        return _importing.Remove(key) ? In(key.Namespace) : [];
    }

    private List<VirtualMachineKey> In(string @namespace) => [.. _machines.Keys.Union(_instances.Keys).Where(key => key.Namespace == @namespace)];

    private static string Label(byte[] @namespace) => JsonElement.Parse(@namespace).Text("metadata", "labels", FreezeLabel.Key);
}
