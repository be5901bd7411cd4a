using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>What a hook in a VM's pod is to that VM.</summary>
internal enum HookKind
{
    /// <summary>virt-freezer, in its container, in the right mode for its phase, with the VM's own name.</summary>
    Accepted,

    /// <summary>virt-freezer for another name.</summary>
    Stale,

    /// <summary>Any other command: what it does is not known.</summary>
    Foreign,
}

/// <summary>A hook that ran, or would have run, in a pod of a VM.</summary>
internal sealed record OwnedHook(HookExecution Hook, HookKind Kind)
{
    private const string Container = "compute";

    public bool IsFreeze => Kind == HookKind.Accepted && Hook.Phase == HookPhase.Pre;

    public bool IsThaw => Kind == HookKind.Accepted && Hook.Phase == HookPhase.Post;

    /// <summary>A completed pod has no guest any more; what Velero counts as a success there is none.</summary>
    public bool IsInert => Hook.Outcome == HookOutcome.PodCompleted;

    public static OwnedHook Of(HookExecution hook, VirtualMachineKey key) => new(hook, KindOf(hook, key));

    private static HookKind KindOf(HookExecution hook, VirtualMachineKey key) =>
        hook.Command is not { } command || hook.Container != Container || command.Mode != ModeOf(hook.Phase) ? HookKind.Foreign
        : command.Namespace == key.Namespace && command.Name == key.Name ? HookKind.Accepted
        : HookKind.Stale;

    private static FreezerMode ModeOf(HookPhase phase) => phase == HookPhase.Pre ? FreezerMode.Freeze : FreezerMode.Unfreeze;
}
