using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.KubeVirt;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>The actions of kubevirt-velero-plugin: what a VM and a VMI lead to, and when they refuse to be backed up.</summary>
internal static class KubeVirtActions
{
    private const string Machines = "virtualmachineinstances.kubevirt.io";

    /// <exception cref="ItemFailedException">What would be backed up could not be restored.</exception>
    public static IReadOnlyList<BackupItem> Related(Collection items, BackupItem machine)
    {
        var isVm = machine.Kind == "VirtualMachine";
        var volumes = isVm ? machine.Json.ArrayAt("spec", "template", "spec", "volumes") : machine.Json.ArrayAt("spec", "volumes");
        var claims = Volumes.Claims(volumes).Select(volume => items.Claim(machine.Namespace, volume.Claim)).OfType<BackupItem>().ToList();
        var vmi = isVm && machine.Json.BoolAt("status", "created") == true ? items.Find(Machines, machine.Path) : null;
        var pod = isVm && vmi is null ? null : LauncherOf(items, machine);
        if (isVm)
        {
            CheckVm(items, machine, vmi, pod, claims);
        }
        else
        {
            CheckVmi(items, machine, pod);
        }

        return [.. new[] { vmi, pod }.OfType<BackupItem>(), .. claims];
    }

    /// <summary>The first pod with the right annotation, which may be the one that a migration has left behind.</summary>
    private static BackupItem? LauncherOf(Collection items, BackupItem machine) => items.PodsIn(machine.Namespace).FirstOrDefault(pod =>
        pod.Json.TextAt("metadata", "labels", "kubevirt.io") == "virt-launcher"
        && pod.Json.TextAt("metadata", "annotations", "kubevirt.io/domain") == machine.Name);

    private static void CheckVm(Collection items, BackupItem vm, BackupItem? vmi, BackupItem? pod, List<BackupItem> claims)
    {
        if (vm.Json.TextAt("status", "printableStatus") is not ("Running" or "Starting"))
        {
            return;
        }

        var losesVmi = vmi is not null && !items.Filter.Admits(vmi);
        var losesPod = pod is not null && !items.Filter.Admits(pod) && claims.Exists(items.Filter.Admits);
        if (losesVmi || losesPod)
        {
            throw Refusal(vm, "VM cannot be safely backed up");
        }
    }

    private static void CheckVmi(Collection items, BackupItem vmi, BackupItem? pod)
    {
        var isPaused = vmi.Json.ArrayAt("status", "conditions").Objects().Any(condition => condition.TextAt("type") == "Paused" && condition.TextAt("status") == "True");
        if (!isPaused && pod is not null && items.Filter.Objection(pod) is not null)
        {
            throw Refusal(vmi, "VM is running but launcher pod is not included in the backup");
        }
    }

    private static ItemFailedException Refusal(BackupItem item, string reason) => new(new VeleroError(
        $"error executing custom action (groupResource={item.Resource}, namespace={item.Namespace}, name={item.Name}): rpc error: code = Unknown desc = {reason}"));
}
