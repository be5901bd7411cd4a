using VeleroFreeze.Core.Consistency.Watching;
using VeleroFreeze.Kubernetes.Watching;

namespace VeleroFreeze.Verifier.Watching;

/// <summary>Who else needs what the watches tell.</summary>
/// <param name="Machines">What of VMs only gauges tell.</param>
/// <param name="MachineBackups">What of KubeVirt's own backups takes the place of a freeze.</param>
internal sealed record WatchListeners(WatchedMachines Machines, MachineBackupMemory MachineBackups)
{
    public void Take(WatchedKind kind, WatchEvent change)
    {
        Machines.Take(kind, change);
        if (kind == WatchedKind.VirtualMachineBackup)
        {
            MachineBackups.Take(change);
        }
    }

    /// <summary>There will be no list of this.</summary>
    public void Refused(WatchedKind kind) => Machines.Refused(kind);
}
