using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>
/// Finds a hook that may have frozen the guest before the freeze that is judged. Freezing a frozen guest succeeds and leaves the first freeze's timer as it is,
/// so that the time left is not known.
/// </summary>
internal static class EarlierHooks
{
    /// <summary>Programs that do nothing to a guest whatever they are given.</summary>
    private static readonly string[] Harmless = ["echo", "sleep", "sync", "true"];

    /// <returns>The first such hook; null when there is none.</returns>
    public static HookExecution? Of(HookExecution freeze, HookAttribution attribution, BackedUpMachine vm, LogEvidence log)
    {
        var own = attribution.Of(vm.Key);
        var since = own.Where(hook => HasThawed(hook) && hook.Hook.StartLine < freeze.StartLine).Select(hook => hook.Hook.StartLine).DefaultIfEmpty(0).Max();
        return own.Where(MayHaveFrozen).Select(hook => hook.Hook)
            .Concat(attribution.Unowned.Where(hook => MayBeIn(hook, freeze, hook, log)))
            .Where(hook => hook.Phase == HookPhase.Pre && hook.StartLine < freeze.StartLine && hook.StartLine > since)
            .OrderBy(hook => hook.StartLine).FirstOrDefault();
    }

    private static bool HasThawed(OwnedHook hook) => hook is { IsThaw: true, Hook.Freezer.Outcome: FreezerOutcome.Done or FreezerOutcome.VssLimit };

    /// <summary>A freeze whose thaw failed is in force still.</summary>
    private static bool MayHaveFrozen(OwnedHook hook) => !hook.IsInert
        && !(hook.IsFreeze && hook.Hook.Freezer?.Outcome is FreezerOutcome.NoGuestAgent or FreezerOutcome.DomainNotRunning or FreezerOutcome.NotStarted or FreezerOutcome.Failed);

    /// <summary>Pre hooks of one pod follow each other, so that one after the freeze may have undone it before anything was captured. One that names its pod ends the window.</summary>
    /// <returns>The first that may have run in the frozen guest's pod; null when there is none.</returns>
    public static HookExecution? Since(HookExecution freeze, HookExecution? thaw, HookAttribution attribution, LogEvidence log) =>
        attribution.Unowned.Where(hook => hook.Phase == HookPhase.Pre && hook.StartLine > freeze.StartLine && hook.StartLine < (thaw?.StartLine ?? int.MaxValue))
            .OrderBy(hook => hook.StartLine).FirstOrDefault(hook => MayBeIn(freeze, hook, hook, log) && !IsHarmless(hook.Arguments));

    private static bool IsHarmless(IReadOnlyList<string> arguments) => arguments switch
    {
        [var program, var applet, ..] when Name(program) == "busybox" => Harmless.Contains(applet),
        [var program, ..] => Harmless.Contains(Name(program)),
        [] => false,
    };

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>
    /// Since Velero 1.15 a line names no pod. Only launcher pods have a container of this name, and with one worker the pre hooks of one pod follow each other.
    /// </summary>
    private static bool MayBeIn(HookExecution first, HookExecution second, HookExecution nameless, LogEvidence log) =>
        nameless is { Pod: null, Command: null, Container: "compute", Outcome: not HookOutcome.PodCompleted }
        && (log.HooksInterleave || !log.Hooks.Any(other => other.Command is not null && other.StartLine > first.StartLine && other.StartLine < second.StartLine));
}
