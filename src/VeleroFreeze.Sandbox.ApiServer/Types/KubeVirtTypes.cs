using VeleroFreeze.Sandbox.Printing;
using VeleroFreeze.Sandbox.Validation;

namespace VeleroFreeze.Sandbox.Types;

/// <summary>The kinds of KubeVirt, as their CustomResourceDefinitions have them.</summary>
internal static class KubeVirtTypes
{
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Custom("VirtualMachine", "virtualmachines") with
        {
            ShortNames = ["vm", "vms"],
            Categories = ["all"],
            Columns =
            [
                Column.Age,
                Column.Of("Status", ".status.printableStatus"),
                Column.Of("Ready", ".status.conditions[?(@.type=='Ready')].status"),
            ],
            Rules = SchemaRules.Of("spec:object!", "spec.template:object!", "spec.template.spec:object", "status:object"),
        },
        Custom("VirtualMachineInstance", "virtualmachineinstances") with
        {
            ShortNames = ["vmi", "vmis"],
            Categories = ["all"],
            Columns =
            [
                Column.Age,
                Column.Of("Phase", ".status.phase"),
                Column.Of("IP", ".status.interfaces[0].ipAddress"),
                Column.Of("NodeName", ".status.nodeName"),
                Column.Of("Ready", ".status.conditions[?(@.type=='Ready')].status"),
                Column.Of("Live-Migratable", ".status.conditions[?(@.type=='LiveMigratable')].status", priority: 1),
                Column.Of("Paused", ".status.conditions[?(@.type=='Paused')].status", priority: 1),
            ],
            Rules = SchemaRules.Of("spec:object!", "spec.domain:object!", "status:object"),
        },
        Custom("VirtualMachineInstanceMigration", "virtualmachineinstancemigrations") with
        {
            ShortNames = ["vmim", "vmims"],
            Categories = ["all"],
            Columns = [Column.Of("Phase", ".status.phase"), Column.Of("VMI", ".spec.vmiName")],
            Rules = SchemaRules.Of("spec:object!"),
        },
        Custom("KubeVirt", "kubevirts") with
        {
            ShortNames = ["kv", "kvs"],
            Categories = ["all"],
            Columns = [Column.Age, Column.Of("Phase", ".status.phase")],
            Rules = SchemaRules.Of("spec:object!"),
        },
        new("backup.kubevirt.io", "VirtualMachineBackup", "virtualmachinebackups")
        {
            Versions = ["v1alpha1"],
            IsCustom = true,
            HasStatus = true,
            TracksGeneration = true,
            AllowsUnconditionalUpdate = false,
            ShortNames = ["vmbackup", "vmbackups"],
            Rules = SchemaRules.Of("spec:object!"),
        },
        new("snapshot.kubevirt.io", "VirtualMachineSnapshot", "virtualmachinesnapshots")
        {
            Versions = ["v1beta1", "v1alpha1"],
            IsCustom = true,
            HasStatus = true,
            TracksGeneration = true,
            AllowsUnconditionalUpdate = false,
            ShortNames = ["vmsnapshot", "vmsnapshots"],
            Rules = SchemaRules.Of("spec:object!"),
        },
        new("pool.kubevirt.io", "VirtualMachinePool", "virtualmachinepools")
        {
            Versions = ["v1alpha1"],
            IsCustom = true,
            HasStatus = true,
            TracksGeneration = true,
            AllowsUnconditionalUpdate = false,
            ShortNames = ["vmpool", "vmpools"],
            Categories = ["all"],
            Columns =
            [
                Column.Of("Desired", ".spec.replicas", "integer"),
                Column.Of("Current", ".status.replicas", "integer"),
                Column.Of("Ready", ".status.readyReplicas", "integer"),
                Column.Age,
            ],
            Rules = SchemaRules.Of("spec:object!"),
        },
    ];

    private static ResourceType Custom(string kind, string plural) => new("kubevirt.io", kind, plural)
    {
        Versions = ["v1", "v1alpha3"],
        IsCustom = true,
        HasStatus = true,
        TracksGeneration = true,
        AllowsUnconditionalUpdate = false,
    };
}
