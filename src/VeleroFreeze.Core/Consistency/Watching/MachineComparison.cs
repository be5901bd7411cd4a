using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>Tells a change that matters from one that does not: few writes to an object change the VM.</summary>
internal static class MachineComparison
{
    public static bool AreSame(VirtualMachineFacts? one, VirtualMachineFacts? other) =>
        one is null || other is null
            ? one is null && other is null
            : Plain(one) == Plain(other) && one.Disks.SequenceEqual(other.Disks) && one.Pods.SequenceEqual(other.Pods);

    private static VirtualMachineFacts Plain(VirtualMachineFacts machine) => machine with { Disks = [], Pods = [] };
}
