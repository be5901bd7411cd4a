using System.Text;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.OptIn;
using VeleroFreeze.Tests.Support;

namespace VeleroFreeze.Tests.Injection;

/// <summary>
/// One virtual machine in a cluster as KubeVirt 1.9 treats it: the instance takes the template's annotations when it starts, outlives a VM that is deleted without it, and is
/// adopted by the next VM of its name; the pod has KubeVirt's hooks unless the skip key stands on the VM, and then the instance's. With or without the webhook in
/// front of every write.
/// </summary>
internal sealed class ModelCluster(bool hasWebhook)
{
    /// <summary>What the running instance carries; null when none runs.</summary>
    private JsonObject? _instance;

    public JsonObject Vm { get; private set; } = [];

    /// <summary>The release that the webhook takes the cluster for.</summary>
    public KubeVirtVersion Assumed { get; set; } = KubeVirtVersion.Newest;

    /// <summary>True when a backup taken now would freeze the guest, or when there is nothing to freeze.</summary>
    public bool IsProtected => _instance is not { } instance || !HookKeys.IsTrue((string?)Annotations(Vm)["kubevirt.io/skip-backup-hooks"])
        || (Does(instance, "pre", FreezerMode.Freeze) && Does(instance, "post", FreezerMode.Unfreeze) && LeavesTime(instance));

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
        _instance = null;
        Store(Admit(vm, old: null));
    }

    /// <summary><c>kubectl delete vm --cascade=orphan</c>, and the same name is created again.</summary>
    public void Recreate(JsonObject vm)
    {
        vm.Remove("status");
        _instance = NameOf(vm) == NameOf(Vm) ? _instance : null;
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
        Vm = vm;
        _instance = (string?)vm["spec"]?["runStrategy"] == "Always"
            ? _instance ?? (vm["spec"]!["template"]!["metadata"]?["annotations"] as JsonObject)?.DeepClone().AsObject() ?? []
            : null;
        Child(vm, "status")["created"] = _instance is not null;
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
            KubeVirt = Assumed,
        });
        return Rfc6902.Apply(vm, result.Patch).AsObject();
    }

    private static bool HasLabel(JsonObject vm) => vm["metadata"]!["labels"] is JsonObject labels && labels.ContainsKey("velerofreeze.io/freeze");

    private static (string? Namespace, string? Name) NameOf(JsonObject vm) => ((string?)vm["metadata"]!["namespace"], (string?)vm["metadata"]!["name"]);

    private bool Does(JsonObject instance, string phase, FreezerMode mode) =>
        (string?)instance[$"{phase}.hook.backup.velero.io/command"] is { } text
        && (string?)instance[$"{phase}.hook.backup.velero.io/container"] == "compute"
        && FreezerCommand.Read(VeleroCommand.Parse(text).Arguments) is { } command
        && command.Mode == mode
        && (command.Namespace, command.Name) == NameOf(Vm);

    /// <summary>At least as long as what KubeVirt itself writes.</summary>
    private static bool LeavesTime(JsonObject instance) =>
        GoDuration.TryParse((string?)instance["pre.hook.backup.velero.io/timeout"] ?? "", out var timeout, out _) && timeout >= GoDuration.FromSeconds(60);
}
