using System.Text.Json;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Launcher pods by their VM, and the pods that attach disks by the launcher that owns them.</summary>
internal sealed class PodMirror
{
    private readonly Dictionary<VirtualMachineKey, Pod> _pods = [];
    private readonly Dictionary<string, VirtualMachineKey> _launchers = new(StringComparer.Ordinal);
    private readonly Dictionary<VirtualMachineKey, HashSet<VirtualMachineKey>> _ofMachines = [];
    private readonly Dictionary<string, HashSet<VirtualMachineKey>> _attachments = new(StringComparer.Ordinal);

    /// <returns>The VMs that it belongs to, and belonged to before.</returns>
    public IReadOnlyCollection<VirtualMachineKey> Upsert(JsonElement item)
    {
        var key = new VirtualMachineKey(item.Text("metadata", "namespace"), item.Text("metadata", "name"));
        var before = Remove(key);
        var uid = item.Text("metadata", "uid");
        var isLauncher = ClusterObjects.IsLauncher(item);
        var owner = item.Items("metadata", "ownerReferences").FirstOrDefault(owner => owner.Text("kind") == "Pod").Text("uid");
        var pod = new Pod(TrimmedObject.Of(WatchedKind.Pod, item), uid, isLauncher ? ClusterObjects.Domain(item) : null, owner);
        _pods[key] = pod;
        if (pod.Machine is { } machine)
        {
            _launchers[uid] = machine;
            Add(_ofMachines, machine, key);
        }
        else if (owner.Length > 0)
        {
            Add(_attachments, owner, key);
        }

        return [.. before.Union(Machines(pod))];
    }

    public IReadOnlyCollection<VirtualMachineKey> Remove(VirtualMachineKey key)
    {
        if (!_pods.Remove(key, out var pod))
        {
            return [];
        }

        var concerned = Machines(pod);
        if (pod.Machine is { } machine)
        {
            _launchers.Remove(pod.Uid);
            Drop(_ofMachines, machine, key);
        }

        Drop(_attachments, pod.Owner, key);
        return concerned;
    }

    public IEnumerable<byte[]> Of(VirtualMachineKey machine) => (_ofMachines.GetValueOrDefault(machine) ?? [])
        .Select(key => _pods[key])
        .SelectMany(launcher => (_attachments.GetValueOrDefault(launcher.Uid) ?? []).Select(key => _pods[key].Trimmed).Prepend(launcher.Trimmed));

    private List<VirtualMachineKey> Machines(Pod pod) =>
        pod.Machine is { } machine ? [machine] : _launchers.TryGetValue(pod.Owner, out var attached) ? [attached] : [];

    private static void Add<TKey>(Dictionary<TKey, HashSet<VirtualMachineKey>> sets, TKey of, VirtualMachineKey pod)
        where TKey : notnull
    {
        if (!sets.TryGetValue(of, out var set))
        {
            sets[of] = set = [];
        }

        set.Add(pod);
    }

    private static void Drop<TKey>(Dictionary<TKey, HashSet<VirtualMachineKey>> sets, TKey of, VirtualMachineKey pod)
        where TKey : notnull
    {
        if (sets.TryGetValue(of, out var set) && set.Remove(pod) && set.Count == 0)
        {
            sets.Remove(of);
        }
    }

    /// <param name="Trimmed">As it is read.</param>
    /// <param name="Uid">Its own.</param>
    /// <param name="Machine">Of a launcher pod.</param>
    /// <param name="Owner">The UID of the launcher that a disk is attached to; empty for none.</param>
    private sealed record Pod(byte[] Trimmed, string Uid, VirtualMachineKey? Machine, string Owner);
}
