using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>
/// Finds a hook that may have frozen the guest before the freeze that is judged. Freezing a frozen guest succeeds and leaves the first freeze's timer as it is,
/// so that the time left is not known.
/// </summary>
internal static class EarlierHooks
{
    /// <returns>The first such hook; null when there is none.</returns>
    public static HookExecution? Of(HookExecution freeze, HookAttribution attribution, Subject subject, LogEvidence log)
    {
        var own = attribution.Of(subject.Key);
        var since = own.Where(hook => hook.IsThaw && hook.Hook.StartLine < freeze.StartLine).Select(hook => hook.Hook.StartLine).DefaultIfEmpty(0).Max();
        return own.Where(hook => hook is { Kind: not HookKind.Accepted, IsInert: false }).Select(hook => hook.Hook)
            .Concat(attribution.Unowned.Where(hook => MayBeIn(hook, freeze, log)))
            .Where(hook => hook.Phase == HookPhase.Pre && hook.StartLine < freeze.StartLine && hook.StartLine > since)
            .OrderBy(hook => hook.StartLine).FirstOrDefault();
    }

    /// <summary>
    /// Since Velero 1.15 a line names no pod. Only launcher pods have a container of this name, and with one worker the pre hooks of one pod follow each other.
    /// </summary>
    private static bool MayBeIn(HookExecution hook, HookExecution freeze, LogEvidence log) =>
        hook is { Pod: null, Command: null, Container: "compute", Outcome: not HookOutcome.PodCompleted }
        && (log.HooksInterleave || !log.Hooks.Any(other => other.Command is not null && other.StartLine > hook.StartLine && other.StartLine < freeze.StartLine));
}
