using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>Reads VMs, with what belongs to them, from Kubernetes objects.</summary>
public static class ClusterFactsReader
{
    /// <param name="objects">VirtualMachines, VirtualMachineInstances, Pods, PersistentVolumeClaims and Namespaces, or lists of them; others are passed over.</param>
    /// <param name="takenAt">When the objects were as they are.</param>
    public static ClusterFacts Read(IEnumerable<JsonElement> objects, DateTimeOffset takenAt)
    {
        var cluster = new ClusterObjects(objects);
        var keys = cluster.Machines.Keys.Union(cluster.Instances.Keys).Union(cluster.LaunchersByDomain.Select(group => group.Key));
        return new ClusterFacts(takenAt, keys.ToDictionary(key => key, key => Machine(cluster, key))) { ClaimsInUse = ClaimUsers.Of(cluster) };
    }

    private static VirtualMachineFacts Machine(ClusterObjects cluster, VirtualMachineKey key)
    {
        var machine = cluster.Machines.GetValueOrDefault(key);
        var instance = cluster.Instances.GetValueOrDefault(key);
        var pods = LauncherPodReader.Read(cluster, key, instance);
        return new VirtualMachineFacts
        {
            Key = key,
            Policy = Policy(cluster, key, machine.ValueKind == JsonValueKind.Undefined ? instance : machine),
            State = State(machine, instance, pods),
            Guest = Guest(instance),
            Disks = AttachmentReader.With(DiskReader.Read(cluster, key.Namespace, machine, instance), cluster, key),
            Pods = pods,
            InstanceUid = instance.Text("metadata", "uid"),
            InstanceCreatedAt = instance.Time("metadata", "creationTimestamp"),
            IsFrozen = instance.Text("status", "fsFreezeStatus") == "frozen",
            IsAskedToStart = IsAskedToStart(machine),
        };
    }

    /// <summary>With <c>Manual</c> and <c>Once</c> somebody has to ask, and a request in the status is how.</summary>
    private static bool IsAskedToStart(JsonElement machine) =>
        machine.Text("spec", "runStrategy") is "Always" or "RerunOnFailure"
        || machine.Flag("spec", "running")
        || machine.Items("status", "stateChangeRequests").Any(request => request.Text("action") == "Start");

    private static FreezePolicy Policy(ClusterObjects cluster, VirtualMachineKey key, JsonElement labelled) => FreezeLabel.Parse(
        labelled.TextOrNull("metadata", "labels", FreezeLabel.Key)
        ?? cluster.Namespaces.GetValueOrDefault(key.Namespace).TextOrNull("metadata", "labels", FreezeLabel.Key));

    /// <summary><c>printableStatus</c> is never asked: it lags behind. A VM that says it was created while no instance is to be seen proves nothing.</summary>
    private static RunState State(JsonElement machine, JsonElement instance, IReadOnlyList<LauncherPod> pods) =>
        instance.ValueKind == JsonValueKind.Object || pods.Count > 0 ? RunState.On
        : machine.ValueKind == JsonValueKind.Object && !machine.Flag("status", "created") ? RunState.Off
        : RunState.Unknown;

    /// <summary>virt-freezer's own test for Windows, and the agent's id for it.</summary>
    private static GuestSystem Guest(JsonElement instance)
    {
        var name = instance.Text("status", "guestOSInfo", "name");
        return name.Contains("windows", StringComparison.OrdinalIgnoreCase) || instance.Text("status", "guestOSInfo", "id") == "mswindows" ? GuestSystem.Windows
            : name.Length > 0 ? GuestSystem.Other
            : GuestSystem.Unknown;
    }
}
