using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Injection;

/// <summary>
/// One virtual machine in a cluster as KubeVirt 1.9 treats it: the instance takes the template's annotations when it starts, and the pod has KubeVirt's hooks unless the
/// skip key stands on the VM, and then the instance's. With or without the webhook in front of every write.
/// </summary>
internal sealed class ModelCluster(bool hasWebhook)
{
    private JsonObject _instanceAnnotations = [];

    public JsonObject Vm { get; private set; } = [];

    /// <summary>What the webhook is told; the setting comes and goes.</summary>
    public KubeVirtVersion KubeVirt { get; set; } = KubeVirtVersion.Newest;

    private bool IsRunning => (string?)Vm["spec"]?["runStrategy"] == "Always";

    /// <summary>True when a backup taken now would freeze the guest, or when there is nothing to freeze.</summary>
    public bool IsProtected => !IsRunning || !HookKeys.IsTrue((string?)Annotations(Vm)["kubevirt.io/skip-backup-hooks"])
        || (Does("pre.hook.backup.velero.io/command", FreezerMode.Freeze) && Does("post.hook.backup.velero.io/command", FreezerMode.Unfreeze));

    public static JsonObject Annotations(JsonObject vm) => Child(vm["metadata"]!, "annotations");

    public static JsonObject Child(JsonNode parent, string key)
    {
        if (parent[key] is not JsonObject child)
        {
            child = [];
            parent[key] = child;
        }

        return child;
    }

    public void Create(JsonObject vm)
    {
        vm.Remove("status");
        _instanceAnnotations = [];
        Vm = [];
        Store(Admit(vm, old: null));
    }

    public void Update(Action<JsonObject> change)
    {
        var changed = Vm.DeepClone().AsObject();
        change(changed);
        Replace(changed);
    }

    public void Replace(JsonObject vm)
    {
        vm["status"] = Vm["status"]!.DeepClone();
        Store(Admit(vm, Vm));
    }

    private void Store(JsonObject vm)
    {
        var wasRunning = IsRunning && Vm.Count > 0;
        Vm = vm;
        if (IsRunning && !wasRunning)
        {
            _instanceAnnotations = (vm["spec"]!["template"]!["metadata"]?["annotations"] as JsonObject)?.DeepClone().AsObject() ?? [];
        }

        Child(vm, "status")["created"] = IsRunning;
    }

    private JsonObject Admit(JsonObject vm, JsonObject? old)
    {
        var space = (string)vm["metadata"]!["namespace"]!;
        var namespaceDefault = space == "prod" ? FreezePolicy.Required : FreezePolicy.None;
        var isSelected = namespaceDefault == FreezePolicy.Required || HasLabel(vm) || (old is not null && HasLabel(old));
        if (!hasWebhook || !isSelected)
        {
            return vm;
        }

        var result = HookInjector.Decide(new InjectionRequest
        {
            Operation = old is null ? InjectionOperation.Create : InjectionOperation.Update,
            Object = Encoding.UTF8.GetBytes(vm.ToJsonString()),
            OldObject = old is null ? default : Encoding.UTF8.GetBytes(old.ToJsonString()),
            Namespace = space,
            NamespaceDefault = namespaceDefault,
            KubeVirt = KubeVirt,
        });
        return Rfc6902.Apply(vm, result.Patch).AsObject();
    }

    private static bool HasLabel(JsonObject vm) => vm["metadata"]!["labels"] is JsonObject labels && labels.ContainsKey("velerofreeze.io/freeze");

    private bool Does(string key, FreezerMode mode) =>
        (string?)_instanceAnnotations[key] is { } text
        && FreezerCommand.Read(VeleroCommand.Parse(text).Arguments) is { } command
        && command.Mode == mode
        && command.Name == (string?)Vm["metadata"]!["name"]
        && command.Namespace == (string?)Vm["metadata"]!["namespace"];
}
