using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>The objects that KubeVirt creates.</summary>
internal static class NewObjects
{
    public const string VmFinalizer = "kubevirt.io/virtualMachineControllerFinalize";
    public const string VmiFinalizer = "foregroundDeleteVirtualMachine";

    /// <summary>Labels and annotations come from the template, and none from the VM itself.</summary>
    public static JsonObject Vmi(JsonObject vm)
    {
        var template = vm.ObjectAt("spec", "template");
        return new JsonObject
        {
            ["apiVersion"] = "kubevirt.io/v1",
            ["kind"] = "VirtualMachineInstance",
            ["metadata"] = new JsonObject
            {
                ["name"] = vm.Name(),
                ["namespace"] = vm.Namespace(),
                ["labels"] = template.ObjectAt("metadata", "labels")?.DeepClone() ?? new JsonObject(),
                ["annotations"] = template.ObjectAt("metadata", "annotations")?.DeepClone() ?? new JsonObject(),
                ["finalizers"] = new JsonArray(VmiFinalizer),
                ["ownerReferences"] = Owners.ControlledBy(vm, "kubevirt.io/v1", "VirtualMachine"),
            },
            ["spec"] = template.ObjectAt("spec")?.DeepClone() ?? new JsonObject(),
        };
    }

    public static JsonObject LauncherPod(JsonObject vmi, JsonObject? kubeVirt, KubeVirtRelease release, string suffix)
    {
        var labels = vmi.ObjectAt("metadata", "labels")?.Clone() ?? [];
        labels["kubevirt.io"] = "virt-launcher";
        labels["kubevirt.io/created-by"] = vmi.Uid();
        labels["vm.kubevirt.io/name"] = PodNames.Hostname(vmi);
        if (release.LabelsPodWithId)
        {
            labels["vmi.kubevirt.io/id"] = PodNames.Id(vmi.Name());
        }

        var name = $"virt-launcher-{vmi.Name()}-";
        return Pod(vmi.Namespace(), name[..Math.Min(name.Length, 58)] + suffix, labels, Owners.ControlledBy(vmi, "kubevirt.io/v1", "VirtualMachineInstance"), "compute",
            LauncherAnnotations.ForNewPod(vmi, kubeVirt, release), vmi.ArrayAt("spec", "volumes"), PodNames.Hostname(vmi));
    }

    /// <summary>Holds volumes that were plugged in later; owned by the launcher pod, and without hooks.</summary>
    public static JsonObject HotplugPod(JsonObject launcher, IEnumerable<JsonObject> volumes, string suffix) =>
        Pod(launcher.Namespace(), $"hp-volume-{suffix}", new JsonObject { ["kubevirt.io"] = "hotplug-disk" }, Owners.ControlledBy(launcher, "v1", "Pod"), "hotplug-disk",
            [], new JsonArray([.. volumes.Select(volume => volume.DeepClone())]), hostname: null);

    private static JsonObject Pod(string ns, string name, JsonObject labels, JsonArray owners, string container, JsonObject annotations, JsonArray? volumes, string? hostname)
    {
        var spec = new JsonObject
        {
            ["restartPolicy"] = "Never",
            ["containers"] = new JsonArray(new JsonObject { ["name"] = container, ["image"] = $"sandbox.velerofreeze.io/{container}" }),
            ["volumes"] = new JsonArray([.. Volumes.Claims(volumes).Select(claim => (JsonNode)new JsonObject
            {
                ["name"] = claim.Volume,
                ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim.Claim },
            })]),
        };
        if (hostname is not null)
        {
            spec["hostname"] = hostname;
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["labels"] = labels, ["annotations"] = annotations, ["ownerReferences"] = owners },
            ["spec"] = spec,
        };
    }
}
