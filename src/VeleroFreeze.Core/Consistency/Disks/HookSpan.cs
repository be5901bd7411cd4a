using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>The lines between a VM's first pre hook and its last post hook, frozen or not.</summary>
internal sealed record HookSpan(int From, int To)
{
    public static HookSpan Of(IReadOnlyList<OwnedHook> hooks)
    {
        var first = hooks.FirstOrDefault(hook => hook.Hook is { Phase: HookPhase.Pre, StartLine: > 0 });
        var last = hooks.LastOrDefault(hook => hook.Hook is { Phase: HookPhase.Post, StartLine: > 0 });
        return first is null ? new HookSpan(0, 0) : new HookSpan(first.Hook.EndLine, last?.Hook.StartLine ?? 0);
    }

    public bool Encloses(DiskCapture capture) => capture is { From.Line: var from and > 0 } && from > From && From > 0 && (capture.To?.Line ?? from) < To;
}
