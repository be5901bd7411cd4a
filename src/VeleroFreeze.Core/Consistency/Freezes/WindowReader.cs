using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>Walks through a VM's hooks in the order of the log and notes when its guest was frozen.</summary>
internal static class WindowReader
{
    public static IReadOnlyList<FreezeWindow> Of(GuestSystem guest, IReadOnlyList<OwnedHook> hooks, IReadOnlySet<HookExecution> frozen)
    {
        var windows = new List<FreezeWindow>();
        FreezeWindow? open = null;
        foreach (var hook in hooks.Where(hook => hook.Hook.StartLine > 0))
        {
            if (frozen.Contains(hook.Hook))
            {
                open = open is null ? Open(guest, hook.Hook) : open with { LimitSeconds = Shorter(open.LimitSeconds, Limit(hook.Hook)) };
            }
            else if (open is not null && !hook.IsFreeze)
            {
                windows.Add(open with { End = hook.Hook });
                open = null;
            }
        }

        return open is null ? windows : [.. windows, open];
    }

    /// <summary>
    /// A second freeze of a frozen guest succeeds without doing anything, and the timer of the first goes on. Thaws close the window whatever
    /// became of them, and so does a command of unknown effect.
    /// </summary>
    private static FreezeWindow Open(GuestSystem guest, HookExecution freeze) => new() { Freeze = freeze, Guest = guest, LimitSeconds = Limit(freeze) };

    private static int? Limit(HookExecution freeze) => (freeze.Command?.UnfreezeTimeoutSeconds ?? FreezerCommand.DefaultUnfreezeTimeoutSeconds) switch
    {
        0 => null,
        var seconds => seconds,
    };

    private static int? Shorter(int? one, int? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;
}
