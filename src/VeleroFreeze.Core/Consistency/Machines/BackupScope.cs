using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Machines;

/// <summary>Which VMs a backup is about.</summary>
internal static class BackupScope
{
    public static IReadOnlyList<BackedUpMachine> Of(BackupFacts facts, EvidenceIndex index) =>
    [
        .. Keys(facts, index).Distinct()
            .OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal)
            .Select(key => BackedUpMachines.Of(facts, index, key)),
    ];

    /// <summary>Whether a VM that opted in would have been seen: without the list of the backup and without a look at the cluster, nobody knows whom it holds.</summary>
    public static bool IsKnown(BackupFacts facts, EvidenceIndex index) => index.HasResourceList || IsSeen(facts);

    /// <summary>Whether a VM that opted in would have been taken for one: where nobody looked, its hooks in a whole log are all that tells.</summary>
    public static bool KnowsPolicies(BackupFacts facts) => IsSeen(facts) || LogProblem.Of(facts.Evidence.Log) is null;

    /// <summary>
    /// A VM is in the backup when it, its instance or a launcher pod of it is in the resource list or in the tarball, or when a hook ran for it.
    /// One that was only asked for is not. Without the list every opted-in VM of the backup's namespaces may have been in it,
    /// and is listed rather than forgotten.
    /// </summary>
    private static IEnumerable<VirtualMachineKey> Keys(BackupFacts facts, EvidenceIndex index)
    {
        var listed = Listed(facts.Evidence.ResourceList).ToHashSet();
        var known = Known(facts).ToList();
        listed.UnionWith(facts.InBackup?.VirtualMachines.Keys ?? []);
        listed.UnionWith(known.Where(machine => HasListedPod(index, machine)).Select(machine => machine.Key));
        listed.UnionWith(known.Where(machine => index.HasHooksOf(machine.Key)).Select(machine => machine.Key));
        listed.UnionWith(WithHooks(facts, index, listed));
        return index.HasResourceList ? listed : listed.Concat(known.Where(machine => MayBeIn(facts.Backup, machine)).Select(machine => machine.Key));
    }

    private static IEnumerable<VirtualMachineKey> Listed(ResourceList list) =>
        list.Of("kubevirt.io", "VirtualMachine").Concat(list.Of("kubevirt.io", "VirtualMachineInstance"))
            .Select(item => item.Split('/')).Where(parts => parts.Length == 2).Select(parts => new VirtualMachineKey(parts[0], parts[1]));

    /// <summary>Every VM in every state that is known of it.</summary>
    public static IEnumerable<VirtualMachineFacts> Known(BackupFacts facts) =>
        facts.History.VirtualMachines.Values.SelectMany(states => states).Select(state => state.Machine).OfType<VirtualMachineFacts>()
            .Concat(facts.InBackup?.VirtualMachines.Values ?? []).Concat(facts.Afterwards?.VirtualMachines.Values ?? []);

    private static bool IsSeen(BackupFacts facts) => facts.History.Source != HistorySource.None || facts.InBackup is not null || facts.Afterwards is not null;

    private static bool HasListedPod(EvidenceIndex index, VirtualMachineFacts machine) =>
        machine.Pods.Any(pod => index.ListsPod(machine.Key.Namespace, pod.Name)) || index.ListsLauncher(machine.Key);

    /// <summary>
    /// A name in a hook command is a VM only where nothing better is known: once VMs are known, a name that is none of them is stale or wrong,
    /// and is looked into for the VM whose hook is missing.
    /// </summary>
    private static IEnumerable<VirtualMachineKey> WithHooks(BackupFacts facts, EvidenceIndex index, HashSet<VirtualMachineKey> listed) =>
        IsSeen(facts) && listed.Count > 0 ? [] : index.Hooked;

    private static bool MayBeIn(BackupObject backup, VirtualMachineFacts machine) =>
        machine.Policy is FreezePolicy.Required or FreezePolicy.Preferred
        && NamespaceScope.Holds(backup.IncludedNamespaces, backup.ExcludedNamespaces, machine.Key.Namespace);
}
