using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>The kinds of CSI snapshots.</summary>
internal static class SnapshotTypes
{
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Custom("VolumeSnapshot", "volumesnapshots") with
        {
            HasStatus = true,
            ShortNames = ["vs"],
            Columns =
            [
                Column.Of("ReadyToUse", ".status.readyToUse", "boolean"),
                Column.Of("SourcePVC", ".spec.source.persistentVolumeClaimName"),
                Column.Of("SourceSnapshotContent", ".spec.source.volumeSnapshotContentName"),
                Column.Of("RestoreSize", ".status.restoreSize"),
                Column.Of("SnapshotClass", ".spec.volumeSnapshotClassName"),
                Column.Of("SnapshotContent", ".status.boundVolumeSnapshotContentName"),
                Column.Of("CreationTime", ".status.creationTime", "date"),
                Column.Age,
            ],
            Rules = SchemaRules.Of("spec:object!", "spec.source:object!"),
        },
        Custom("VolumeSnapshotContent", "volumesnapshotcontents") with
        {
            Namespaced = false,
            HasStatus = true,
            ShortNames = ["vsc", "vscs"],
            Columns =
            [
                Column.Of("ReadyToUse", ".status.readyToUse", "boolean"),
                Column.Of("RestoreSize", ".status.restoreSize", "integer"),
                Column.Of("DeletionPolicy", ".spec.deletionPolicy"),
                Column.Of("Driver", ".spec.driver"),
                Column.Of("VolumeSnapshotClass", ".spec.volumeSnapshotClassName"),
                Column.Of("VolumeSnapshot", ".spec.volumeSnapshotRef.name"),
                Column.Of("VolumeSnapshotNamespace", ".spec.volumeSnapshotRef.namespace"),
                Column.Age,
            ],
            Rules = SchemaRules.Of("spec:object!", "spec.deletionPolicy:string!", "spec.driver:string!", "spec.source:object!", "spec.volumeSnapshotRef:object!"),
        },
        Custom("VolumeSnapshotClass", "volumesnapshotclasses") with
        {
            Namespaced = false,
            ShortNames = ["vsclass", "vsclasses"],
            Columns = [Column.Of("Driver", ".driver"), Column.Of("DeletionPolicy", ".deletionPolicy"), Column.Age],
            Rules = SchemaRules.Of("driver:string!", "deletionPolicy:string!"),
        },
    ];

    private static ResourceType Custom(string kind, string plural) => new("snapshot.storage.k8s.io", kind, plural)
    {
        IsCustom = true,
        TracksGeneration = true,
        AllowsUnconditionalUpdate = false,
    };
}
