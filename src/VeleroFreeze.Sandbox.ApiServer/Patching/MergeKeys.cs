namespace VeleroFreeze.Sandbox.Patching;

/// <summary>
/// The keys by which lists of built-in kinds merge. The API server has them per field; the names below mean the same thing in every kind served here.
/// </summary>
internal static class MergeKeys
{
    private static readonly Dictionary<string, string[]> ByList = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["volumes"] = ["name"],
        ["env"] = ["name"],
        ["imagePullSecrets"] = ["name"],
        ["secrets"] = ["name"],
        ["webhooks"] = ["name"],
        ["matchConditions"] = ["name"],
        ["variables"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["volumeDevices"] = ["devicePath"],
        ["ports"] = ["containerPort", "port"],
        ["conditions"] = ["type"],
        ["ownerReferences"] = ["uid"],
        ["hostAliases"] = ["ip"],
        ["topologySpreadConstraints"] = ["topologyKey"],
        ["addresses"] = ["type"],
        ["podIPs"] = ["ip"],
    };

    public static string[] Of(string list) => ByList.GetValueOrDefault(list, []);

    /// <summary>Lists of plain values that are merged, not replaced.</summary>
    public static bool IsSet(string list) => list is "finalizers";
}
