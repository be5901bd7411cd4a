using System.Text;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Kubernetes.Objects;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>The VMs that exist, what their labels and their namespaces' ask for, and whose template lacks hooks. Of each VM only that is kept.</summary>
internal sealed class WatchedMachines
{
    private readonly Lock _gate = new();
    private readonly Dictionary<VirtualMachineKey, Machine> _machines = [];
    private readonly Dictionary<string, string?> _namespaceLabels = new(StringComparer.Ordinal);
    private Listing _machineList;
    private Listing _namespaceList;

    private enum Listing
    {
        Waiting,
        Complete,
        Refused,
    }

    /// <summary>Both lists were delivered, or will not be.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_gate)
            {
                return _machineList != Listing.Waiting && _namespaceList != Listing.Waiting;
            }
        }
    }

    /// <summary>What is asked for each VM that exists; null where VMs or namespaces may not be read.</summary>
    public IReadOnlyDictionary<VirtualMachineKey, FreezePolicy>? Policies()
    {
        lock (_gate)
        {
            return _machineList == Listing.Complete && _namespaceList == Listing.Complete ? _machines.ToDictionary(entry => entry.Key, PolicyOf) : null;
        }
    }

    /// <summary>The VMs that ask to be frozen, and whether their templates lack hooks.</summary>
    public IReadOnlyList<(VirtualMachineKey Key, bool IsMissing)> Injections()
    {
        lock (_gate)
        {
            return [.. _machines
                .Where(entry => PolicyOf(entry) is FreezePolicy.Required or FreezePolicy.Preferred)
                .Select(entry => (entry.Key, entry.Value.LacksHooks))];
        }
    }

    /// <summary>An event of any watch; those of VMs and namespaces are kept.</summary>
    public void Take(WatchedKind kind, WatchEvent change)
    {
        switch (kind, change)
        {
            case (WatchedKind.VirtualMachine, { Type: WatchEventType.Synced }):
                MachinesListed();
                break;
            case (WatchedKind.VirtualMachine, { Type: WatchEventType.Deleted }):
                RemoveMachine(change.Key);
                break;
            case (WatchedKind.VirtualMachine, { Object: { } machine }):
                UpsertMachine(machine);
                break;
            case (WatchedKind.Namespace, { Type: WatchEventType.Synced }):
                NamespacesListed();
                break;
            case (WatchedKind.Namespace, { Type: WatchEventType.Deleted }):
                RemoveNamespace(change.Key);
                break;
            case (WatchedKind.Namespace, { Object: { } ns }):
                UpsertNamespace(ns);
                break;
        }
    }

    /// <summary>Without the right, or without KubeVirt, there will be no list.</summary>
    public void Refused(WatchedKind kind)
    {
        switch (kind)
        {
            case WatchedKind.VirtualMachine:
                MachinesListed(isRefused: true);
                break;
            case WatchedKind.Namespace:
                NamespacesListed(isRefused: true);
                break;
        }
    }

    public void UpsertMachine(KubernetesObject machine)
    {
        var metadata = machine.Metadata;
        var json = Encoding.UTF8.GetBytes(machine.Json.GetRawText());
        // With a namespace that asks: where the VM says nothing either, the answer is not used.
        var lacksHooks = MissingHooks.Of(json, metadata.Namespace, FreezePolicy.Required);
        lock (_gate)
        {
            _machines[KeyOf(metadata.Key)] = new Machine(metadata.Label(FreezeLabel.Key), lacksHooks);
        }
    }

    public void RemoveMachine(ObjectKey key)
    {
        lock (_gate)
        {
            _machines.Remove(KeyOf(key));
        }
    }

    public void UpsertNamespace(KubernetesObject ns)
    {
        lock (_gate)
        {
            _namespaceLabels[ns.Metadata.Name] = ns.Metadata.Label(FreezeLabel.Key);
        }
    }

    public void RemoveNamespace(ObjectKey key)
    {
        lock (_gate)
        {
            _namespaceLabels.Remove(key.Name);
        }
    }

    public void MachinesListed(bool isRefused = false)
    {
        lock (_gate)
        {
            _machineList = isRefused ? Listing.Refused : Listing.Complete;
        }
    }

    public void NamespacesListed(bool isRefused = false)
    {
        lock (_gate)
        {
            _namespaceList = isRefused ? Listing.Refused : Listing.Complete;
        }
    }

    private FreezePolicy PolicyOf(KeyValuePair<VirtualMachineKey, Machine> entry) =>
        FreezeLabel.Parse(entry.Value.Label ?? _namespaceLabels.GetValueOrDefault(entry.Key.Namespace));

    private static VirtualMachineKey KeyOf(ObjectKey key) => new(key.Namespace, key.Name);

    private readonly record struct Machine(string? Label, bool LacksHooks);
}
