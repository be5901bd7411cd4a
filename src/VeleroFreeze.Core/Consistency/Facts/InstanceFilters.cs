using System.Text.Json;
using VeleroFreeze.Core.Json;

namespace VeleroFreeze.Core.Consistency.Facts;

/// <summary>Whether a Backup's filters may have left launcher pods or instances out, so that their absence says nothing.</summary>
internal static class InstanceFilters
{
    private static readonly string[] Pods = ["pods", "pod", "po"];
    private static readonly string[] Instances = ["virtualmachineinstances", "virtualmachineinstance", "vmi", "vmis", "virtualmachineinstances.kubevirt.io"];

    public static bool May(JsonElement backup) =>
        backup.Has("spec", "labelSelector")
        || backup.Items("spec", "orLabelSelectors").Any()
        || backup.Has("spec", "namespacedFilterPolicies")
        || Lacks(backup.Texts("spec", "includedResources")) || Lacks(backup.Texts("spec", "includedNamespaceScopedResources"))
        || Names(backup.Texts("spec", "excludedResources")) || Names(backup.Texts("spec", "excludedNamespaceScopedResources"));

    private static bool Lacks(IReadOnlyList<string> included) => included.Count > 0 && !included.Contains("*") && !(included.Any(Pods.Contains) && included.Any(Instances.Contains));

    private static bool Names(IReadOnlyList<string> excluded) => excluded.Contains("*") || excluded.Any(Pods.Contains) || excluded.Any(Instances.Contains);
}
