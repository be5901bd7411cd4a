using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Printing;

/// <summary>What <c>kubectl get</c> shows of claims, volumes and storage classes.</summary>
internal static class VolumeColumns
{
    private static readonly Column ClassOfVolume = Column.Of("StorageClass", ".spec.storageClassName");
    private static readonly Column Mode = Column.Of("VolumeMode", ".spec.volumeMode", priority: 1);
    private static readonly Column Access = new("Access Modes", "string", (node, _) => AccessModes(node));

    private static readonly Column Attributes = new(
        "VolumeAttributesClass",
        "string",
        (node, _) => node.TextAt("spec", "volumeAttributesClassName") ?? "<unset>");

    public static Column[] Claims { get; } =
    [
        Column.Of("Status", ".status.phase"),
        Column.Of("Volume", ".spec.volumeName"),
        Column.Of("Capacity", ".status.capacity.storage"),
        Access,
        ClassOfVolume,
        Attributes,
        Column.Age,
        Mode,
    ];

    public static Column[] Volumes { get; } =
    [
        Column.Of("Capacity", ".spec.capacity.storage"),
        Access,
        new("Reclaim Policy", "string", (node, _) => node.TextAt("spec", "persistentVolumeReclaimPolicy")),
        Column.Of("Status", ".status.phase"),
        new("Claim", "string", (node, _) => ClaimOf(node)),
        ClassOfVolume,
        Attributes,
        Column.Of("Reason", ".status.reason"),
        Column.Age,
        Mode,
    ];

    public static Column[] Classes { get; } =
    [
        Column.Of("Provisioner", ".provisioner"),
        Column.Of("ReclaimPolicy", ".reclaimPolicy"),
        Column.Of("VolumeBindingMode", ".volumeBindingMode"),
        Column.Of("AllowVolumeExpansion", ".allowVolumeExpansion"),
        Column.Age,
    ];

    private static string AccessModes(JsonObject node) => string.Join(',', node.ArrayAt("spec", "accessModes").Texts().Select(Short));

    private static string Short(string mode) => mode switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => mode,
    };

    private static string ClaimOf(JsonObject node) =>
        node.ObjectAt("spec", "claimRef") is { } claim ? $"{claim.TextAt("namespace")}/{claim.TextAt("name")}" : "";
}
