using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Machines;

/// <summary>Velero's evidence, found by VM and by claim instead of read from end to end each time.</summary>
internal sealed class EvidenceIndex
{
    private readonly IReadOnlySet<string> _pods;
    private readonly HashSet<VirtualMachineKey> _launcherBases;
    private readonly HashSet<VirtualMachineKey> _hooked;
    private readonly Lazy<List<string>> _strayLaunchers;
    private readonly Lazy<HashSet<VirtualMachineKey>> _leftOut;

    public EvidenceIndex(BackupFacts facts)
    {
        Backup = facts.Backup;
        Evidence = facts.Evidence;
        _pods = Evidence.ResourceList.Of("", "Pod");
        _launcherBases = [.. _pods.Select(pod => pod.Split('/')).Where(parts => parts.Length == 2 && GeneratedNames.BaseOf(parts[1]) is not null)
            .Select(parts => new VirtualMachineKey(parts[0], GeneratedNames.BaseOf(parts[1])!))];
        _hooked = [.. Evidence.Log.Hooks.Select(hook => hook.Command).OfType<Hooks.FreezerCommand>().Select(command => new VirtualMachineKey(command.Namespace, command.Name))];
        Volumes = Evidence.Volumes.ToLookup(volume => new VirtualMachineKey(volume.ClaimNamespace, volume.Claim));
        Operations = Evidence.ItemOperations.ToLookup(operation => new VirtualMachineKey(operation.Namespace, operation.Name));
        Copies = Evidence.PodVolumeBackups.ToLookup(copy => new VirtualMachineKey(copy.Namespace, copy.Claim));
        Snapshots = Evidence.Snapshots.ToLookup(snapshot => new VirtualMachineKey(snapshot.Namespace, snapshot.Claim));
        MachineBackups = facts.MachineBackups.MachineBackups.ToLookup(backup => backup.Machine);
        History = facts.History;
        Marks = Evidence.Log.Marks.ToLookup(mark => new VirtualMachineKey(mark.Namespace, mark.Name));
        CreatedByBase = Evidence.Log.Marks.Where(mark => mark.Kind == LogMarkKind.SnapshotCreated)
            .ToLookup(mark => new VirtualMachineKey(mark.Namespace, GeneratedNames.BaseOf(mark.Name) ?? ""), mark => mark.Name);
        FirstClaimAction = Evidence.Log.Marks.FirstOrDefault(mark => mark.Kind == LogMarkKind.ClaimActionStarted);
        _strayLaunchers = new Lazy<List<string>>(StrayLaunchers);
        _leftOut = new Lazy<HashSet<VirtualMachineKey>>(LeftOut);
        Claims = new Lazy<IReadOnlySet<VirtualMachineKey>>(AllClaims);
    }

    public BackupObject Backup { get; }

    public BackupEvidence Evidence { get; }

    /// <summary>By namespace and claim.</summary>
    public ILookup<VirtualMachineKey, VolumeInfo> Volumes { get; }

    /// <summary>By namespace and name of the item.</summary>
    public ILookup<VirtualMachineKey, ItemOperation> Operations { get; }

    /// <summary>By namespace and claim; under an empty claim those that do not tell it.</summary>
    public ILookup<VirtualMachineKey, PodVolumeBackup> Copies { get; }

    /// <summary>By namespace and claim.</summary>
    public ILookup<VirtualMachineKey, SnapshotInfo> Snapshots { get; }

    /// <summary>By the namespace and name of what they name.</summary>
    public ILookup<VirtualMachineKey, LogMark> Marks { get; }

    /// <summary>Names of created VolumeSnapshots, by namespace and the base they were generated from.</summary>
    public ILookup<VirtualMachineKey, string> CreatedByBase { get; }

    /// <summary>By the VM they are of.</summary>
    public ILookup<VirtualMachineKey, MachineBackup> MachineBackups { get; }

    public ClusterHistory History { get; }

    public LogMark? FirstClaimAction { get; }

    /// <summary>Every claim that anything of the evidence names.</summary>
    public Lazy<IReadOnlySet<VirtualMachineKey>> Claims { get; }

    /// <summary>
    /// When all items were done and no hook or capture came any more; data may be moved for hours after that. A log that is cut does not tell it: then it is the Backup's own end,
    /// which is later. Null when neither is known.
    /// </summary>
    public DateTimeOffset? ItemsEndedAt => Evidence.Log is { EndsAsVelero: true, LastAt: { } last } ? last : Backup.Summary.CompletionTimestamp ?? Evidence.Log.LastAt;

    public bool HasResourceList => Evidence.ResourceListState == ArtifactState.Complete;

    /// <summary>Whether the list would have shown an instance or a launcher pod: it is there, it is not empty, and neither kind was filtered out.</summary>
    public bool CouldShowInstances => HasResourceList && Evidence.ResourceList.Items.Count > 0 && !Backup.FiltersInstances;

    public bool HasHooksOf(VirtualMachineKey key) => _hooked.Contains(key);

    public IEnumerable<VirtualMachineKey> Hooked => _hooked;

    public bool ListsPod(string @namespace, string name) => _pods.Contains($"{@namespace}/{name}");

    /// <summary>Whether a launcher pod of the VM was in the backup, by the names that are known or else by the way such pods are named.</summary>
    public bool ListsLauncher(VirtualMachineKey key) => _launcherBases.Contains(new(key.Namespace, GeneratedNames.LauncherBase(key.Name)));

    public bool ListsInstance(VirtualMachineKey key) =>
        ListsLauncher(key) || Evidence.ResourceList.Contains("kubevirt.io", "VirtualMachineInstance", key.Namespace, key.Name);

    /// <summary>Stricter than <see cref="ListsInstance"/>: any pod that might be the VM's launcher, and is not another VM's, speaks against it.</summary>
    public bool ProvesNoInstance(VirtualMachineKey key)
    {
        var might = $"{key.Namespace}/{GeneratedNames.LauncherBase(key.Name).TrimEnd('-')}";
        return HasResourceList && !ListsInstance(key) && !_strayLaunchers.Value.Any(pod => pod.StartsWith(might, StringComparison.Ordinal));
    }

    /// <summary>Whether an instance of the VM or a launcher pod was there and was passed over, because it was being deleted or bears the label that excludes it: the list has none of these.</summary>
    public bool LeavesInstanceOut(VirtualMachineKey key) => _leftOut.Value.Contains(key) || _leftOut.Value.Contains(new(key.Namespace, GeneratedNames.LauncherBase(key.Name)));

    public bool ListsClaim(VirtualMachineKey claim) => Evidence.ResourceList.Contains("", "PersistentVolumeClaim", claim.Namespace, claim.Name);

    /// <summary>Launcher pods by their name that are none of a listed VM.</summary>
    private List<string> StrayLaunchers()
    {
        var bases = Evidence.ResourceList.Of("kubevirt.io", "VirtualMachine").Concat(Evidence.ResourceList.Of("kubevirt.io", "VirtualMachineInstance"))
            .Select(item => item.Split('/')).Where(parts => parts.Length == 2).Select(parts => $"{parts[0]}/{GeneratedNames.LauncherBase(parts[1])}").ToHashSet(StringComparer.Ordinal);
        return [.. _pods.Where(pod => pod.Contains("/virt-launcher-", StringComparison.Ordinal) && !bases.Contains(GeneratedNames.BaseOf(pod) ?? ""))];
    }

    /// <summary>By their names, and by the base of those that are generated.</summary>
    private HashSet<VirtualMachineKey> LeftOut() =>
    [
        .. Evidence.Log.Marks.Where(mark => mark.Kind == LogMarkKind.ItemExcluded || mark is { Kind: LogMarkKind.BeingDeleted, Detail: not "persistentvolumeclaims" })
            .SelectMany(mark => new[] { mark.Name, GeneratedNames.BaseOf(mark.Name) }.OfType<string>().Select(name => new VirtualMachineKey(mark.Namespace, name))),
    ];

    private HashSet<VirtualMachineKey> AllClaims()
    {
        var claims = Evidence.Volumes.Select(volume => new VirtualMachineKey(volume.ClaimNamespace, volume.Claim))
            .Concat(Evidence.ItemOperations.Where(operation => operation.Resource == "persistentvolumeclaims").Select(operation => new VirtualMachineKey(operation.Namespace, operation.Name)))
            .Concat(Evidence.Log.Marks.Where(mark => mark.Kind is LogMarkKind.ClaimCaptured or LogMarkKind.DataUploadSubmitted or LogMarkKind.SnapshotReused)
                .Select(mark => new VirtualMachineKey(mark.Namespace, mark.Name)))
            .Concat(Evidence.ResourceList.Of("", "PersistentVolumeClaim").Select(claim => claim.Split('/')).Where(parts => parts.Length == 2).Select(parts => new VirtualMachineKey(parts[0], parts[1])))
            .Concat(Evidence.PodVolumeBackups.Select(copy => new VirtualMachineKey(copy.Namespace, copy.Claim)))
            .Concat(Evidence.Snapshots.Select(snapshot => new VirtualMachineKey(snapshot.Namespace, snapshot.Claim)));
        return [.. claims.Where(claim => claim.Name.Length > 0)];
    }
}
