using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>The lines between a VM's first pre hook and its last post hook, frozen or not.</summary>
internal sealed record Bracket(int From, int To)
{
    public static Bracket Of(IReadOnlyList<OwnedHook> hooks)
    {
        var first = hooks.FirstOrDefault(hook => hook.Hook is { Phase: HookPhase.Pre, StartLine: > 0 });
        var last = hooks.LastOrDefault(hook => hook.Hook is { Phase: HookPhase.Post, StartLine: > 0 });
        return first is null ? new Bracket(0, 0) : new Bracket(first.Hook.EndLine, last?.Hook.StartLine ?? 0);
    }

    public bool Encloses(DiskCapture capture) => capture is { From.Line: var from and > 0 } && from > From && From > 0 && (capture.To?.Line ?? from) < To;
}
