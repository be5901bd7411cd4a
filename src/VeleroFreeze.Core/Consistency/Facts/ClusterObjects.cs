using System.Text.Json;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>Kubernetes objects, sorted by what they are.</summary>
internal sealed class ClusterObjects
{
    private readonly List<JsonElement> _launchers = [];

    public ClusterObjects(IEnumerable<JsonElement> objects)
    {
        foreach (var item in objects)
        {
            Add(item);
        }

        LaunchersByDomain = _launchers.ToLookup(Domain);
    }

    public Dictionary<VirtualMachineKey, JsonElement> Machines { get; } = [];

    public Dictionary<VirtualMachineKey, JsonElement> Instances { get; } = [];

    public Dictionary<VirtualMachineKey, JsonElement> Claims { get; } = [];

    /// <summary>Pods that are no launchers.</summary>
    public List<JsonElement> OtherPods { get; } = [];

    public Dictionary<string, JsonElement> Namespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>Launcher pods by the instance they name; its UID has to be compared where it is known.</summary>
    public ILookup<VirtualMachineKey, JsonElement> LaunchersByDomain { get; }

    private void Add(JsonElement item)
    {
        var key = new VirtualMachineKey(item.Text("metadata", "namespace"), item.Text("metadata", "name"));
        switch ((Group(item), item.Text("kind")))
        {
            case ("kubevirt.io", "VirtualMachine"):
                Machines[key] = item;
                break;
            case ("kubevirt.io", "VirtualMachineInstance"):
                Instances[key] = item;
                break;
            case ("", "PersistentVolumeClaim"):
                Claims[key] = item;
                break;
            case ("", "Namespace"):
                Namespaces[key.Name] = item;
                break;
            case ("", "Pod") when IsLauncher(item):
                _launchers.Add(item);
                break;
            case ("", "Pod"):
                OtherPods.Add(item);
                break;
            case (_, var kind) when kind.EndsWith("List", StringComparison.Ordinal):
                AddAll(item);
                break;
            default:
                break;
        }
    }

    /// <summary>One level only: the items of a list are no lists.</summary>
    private void AddAll(JsonElement list)
    {
        foreach (var item in list.Items("items").Where(item => !item.Text("kind").EndsWith("List", StringComparison.Ordinal)))
        {
            Add(item);
        }
    }

    public static bool IsLauncher(JsonElement pod) => pod.Text("metadata", "labels", "kubevirt.io") == "virt-launcher" && Domain(pod).Name.Length > 0;

    public static VirtualMachineKey Domain(JsonElement pod) =>
        new(pod.Text("metadata", "namespace"), pod.TextOrNull("metadata", "annotations", "kubevirt.io/domain") ?? LauncherPodReader.Owner(pod).Text("name"));

    private static string Group(JsonElement item)
    {
        var version = item.Text("apiVersion");
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : version[..slash];
    }
}
