using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>
/// Compares Velero's two counters with the log. Velero counts a hook once a pod, container, phase and name; by release it counts what it
/// executed (1.13) or what it registered (1.14 and newer), hooks of completed pods included. So the log gives bounds, not a number.
/// </summary>
internal static class HookCounts
{
    public static string? Contradiction(BackupObject backup, LogEvidence log)
    {
        var (attempted, failed) = (backup.Summary.HooksAttempted, backup.Summary.HooksFailed);
        var hasSpecHooks = backup.HasSpecHooks || log.HasSpecHooks;
        return attempted < Distinct(log.Hooks) || (attempted > log.Hooks.Count && !hasSpecHooks)
                ? $"Velero counted {attempted} hooks, and the log tells of {log.Hooks.Count}"
            : failed < AlwaysFailed(log.Hooks) || (failed > log.Hooks.Count(MayHaveFailed) && !hasSpecHooks)
                ? $"Velero counted {failed} failed hooks, and the log tells of {log.Hooks.Count(MayHaveFailed)}"
            : null;
    }

    /// <summary>Several hooks of the Backup's own spec may be counted as one (1.16.1 and older), so only those of annotations have a lower bound.</summary>
    private static int Distinct(IEnumerable<HookExecution> hooks) => Keyed(hooks).Select(Key).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Of two records of one hook the first counts, or the last (1.13): surely failed is what failed every time.</summary>
    private static int AlwaysFailed(IEnumerable<HookExecution> hooks) =>
        Keyed(hooks).GroupBy(Key, StringComparer.Ordinal).Count(same => same.All(hook => hook.Outcome is HookOutcome.Failed or HookOutcome.TimedOut));

    /// <summary>A hook that failed before it was logged (no such container) names nobody since Velero 1.15.</summary>
    private static IEnumerable<HookExecution> Keyed(IEnumerable<HookExecution> hooks) =>
        hooks.Where(hook => hook.Source is "annotation" && (hook.Pod is not null || hook.Arguments.Count > 0));

    private static string Key(HookExecution hook) =>
        hook.Pod is { } pod ? $"{hook.Phase} {pod.Namespace}/{pod.Name}" : $"{hook.Phase} {hook.Container} {string.Join('\u001f', hook.Arguments)}";

    private static bool MayHaveFailed(HookExecution hook) => hook.Outcome is HookOutcome.Failed or HookOutcome.TimedOut or HookOutcome.Unknown;
}
