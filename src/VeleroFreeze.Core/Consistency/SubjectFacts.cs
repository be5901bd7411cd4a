using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Injection;

namespace VeleroFreeze.Core.Consistency;

/// <summary>Puts together what several looks at one VM tell.</summary>
internal static class SubjectFacts
{
    public static Subject Of(BackupFacts facts, EvidenceIndex index, VirtualMachineKey key)
    {
        var (start, end, copy) = (Find(facts.AtStart, key), Find(facts.AtEnd, key), Find(facts.InBackup, key));
        return start is not null ? Recorded(index, start, end, facts, copy)
            : copy is not null ? Copied(index, copy)
            : (end ?? Find(facts.Afterwards, key)) is { } late ? Late(late)
            : Unknown(facts, index, key);
    }

    private static VirtualMachineFacts? Find(ClusterFacts? facts, VirtualMachineKey key) => facts?.VirtualMachines.GetValueOrDefault(key);

    private static Subject Recorded(EvidenceIndex index, VirtualMachineFacts start, VirtualMachineFacts? end, BackupFacts facts, VirtualMachineFacts? copy)
    {
        var lookedAtEnd = facts.AtEnd is not null;
        var last = end ?? start;
        var difference = lookedAtEnd ? Difference(start, end) : null;
        var isOff = start.State == RunState.Off && (end?.State == RunState.Off || (!lookedAtEnd && copy?.State == RunState.Off && index.ProvesNoInstance(start.Key)));
        return Common(start, FactSource.Recorded) with
        {
            Policy = Stricter(start.Policy, last.Policy),
            PolicyChanged = start.Policy != last.Policy,
            IsOff = isOff,
            MayHaveRun = isOff && lookedAtEnd ? OffProof.Gap(start, end!, facts, index) : null,
            WasSwitched = start.State == RunState.Off != (last.State == RunState.Off),
            Disagreement = difference ?? (isOff ? RanAfterAll(index, start.Key, copy) : null),
            Guest = Guest(start.Guest, last.Guest, copy?.Guest ?? GuestSystem.Unknown),
            Disks = [.. start.Disks.Union(last.Disks).Union(copy?.Disks ?? [])],
            Pods = [.. start.Pods.Union(last.Pods)],
            LivePod = start.Pods.Count > 0 && last.Pods.Count > 0 && start.Pods[0].Name == last.Pods[0].Name ? start.Pods[0].Name : null,
        };
    }

    /// <summary>The tarball alone proves a VM off only where the resource list shows that no instance and no launcher pod was collected.</summary>
    private static Subject Copied(EvidenceIndex index, VirtualMachineFacts copy) => Common(copy, FactSource.InBackup) with
    {
        IsOff = copy.State == RunState.Off && index.ProvesNoInstance(copy.Key) && !index.HasHooksOf(copy.Key),
    };

    /// <summary>What the cluster looks like later never proves that a VM was off.</summary>
    private static Subject Late(VirtualMachineFacts late) => Common(late, FactSource.Afterwards);

    /// <summary>
    /// Where nobody can tell who opted in, a VM with a virt-freezer hook counts as if its backup had to be good. Where the start was
    /// seen and the VM was not there, nothing was asked; that the backup holds no copy of it says nothing of its label.
    /// </summary>
    private static Subject Unknown(BackupFacts facts, EvidenceIndex index, VirtualMachineKey key) => new()
    {
        Key = key,
        Source = FactSource.EvidenceOnly,
        Policy = facts.AtStart is null && index.HasHooksOf(key) ? FreezePolicy.Required : FreezePolicy.None,
    };

    private static Subject Common(VirtualMachineFacts facts, FactSource source) => new()
    {
        Key = facts.Key,
        Source = source,
        Policy = Stricter(facts.Policy, facts.Policy),
        Guest = facts.Guest,
        Disks = facts.Disks,
        Pods = facts.Pods,
    };

    /// <summary>A label without meaning asks for nothing.</summary>
    private static FreezePolicy Stricter(FreezePolicy one, FreezePolicy other)
    {
        FreezePolicy[] order = [FreezePolicy.Required, FreezePolicy.Preferred, FreezePolicy.Disabled];
        return order.FirstOrDefault(policy => policy == one || policy == other, FreezePolicy.None);
    }

    private static GuestSystem Guest(params ReadOnlySpan<GuestSystem> told) =>
        told.Contains(GuestSystem.Windows) ? GuestSystem.Windows : told.Contains(GuestSystem.Other) ? GuestSystem.Other : GuestSystem.Unknown;

    private static string? Difference(VirtualMachineFacts start, VirtualMachineFacts? end) =>
        end is null ? "the VM was deleted during the backup"
        : start.State != end.State ? "the VM was started or stopped during the backup"
        : start.InstanceUid != end.InstanceUid ? "the guest was restarted during the backup"
        : !start.Disks.Select(disk => disk.Claim).ToHashSet(StringComparer.Ordinal).SetEquals(end.Disks.Select(disk => disk.Claim)) ? "the VM's disks changed during the backup"
        : null;

    private static string? RanAfterAll(EvidenceIndex index, VirtualMachineKey key, VirtualMachineFacts? copy) =>
        index.HasHooksOf(key) || index.ListsInstance(key) || copy?.State == RunState.On ? "the VM was off at start and end, yet it ran in between" : null;
}
