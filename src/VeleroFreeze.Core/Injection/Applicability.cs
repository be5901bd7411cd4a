using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Injection;

/// <summary>Which objects hooks can be injected into at all.</summary>
internal static class Applicability
{
    public static InjectionReason? ReasonToLeaveAlone(Manifest vm) => vm.Kind switch
    {
        ManifestKind.VirtualMachinePool => InjectionReason.PoolTemplate,
        ManifestKind.VirtualMachineInstanceReplicaSet => InjectionReason.ReplicaSetTemplate,
        ManifestKind.VirtualMachineInstance when vm.IsOwned => InjectionReason.OwnedInstance,
        not (ManifestKind.VirtualMachine or ManifestKind.VirtualMachineInstance) => InjectionReason.NotAVirtualMachine,
        _ when vm.IsBeingDeleted => InjectionReason.BeingDeleted,
        _ => null,
    };

    /// <summary>Annotations can be added to what is missing or null, never to what is something else.</summary>
    public static bool HasUnexpectedShape(Manifest vm) =>
        vm.Template != NodeShape.Object
        || vm.Annotations is { Metadata: not NodeShape.Object } or { Shape: NodeShape.Unexpected } or { NotStrings.Count: > 0 }
        || vm.HookAnnotations is { Metadata: NodeShape.Unexpected } or { Shape: NodeShape.Unexpected } or { NotStrings.Count: > 0 };
}
