using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;

namespace VeleroFreeze.Core.Consistency;

/// <summary>
/// Holds Velero's log against what the API server says of the same backup. The store that serves the log cannot change that.
/// </summary>
internal static class Contradictions
{
    /// <summary>Seconds that the log may begin before the backup's start or end after its completion: all three are the server's clock, cut to seconds.</summary>
    private const int ToleranceSeconds = 5;

    /// <returns>What does not fit, in words; null when everything does or nothing can be compared.</returns>
    public static string? Of(EvidenceIndex index) =>
        LogProblem.Of(index.Evidence.Log) is not null ? null : Times(index) ?? HookCounts.Contradiction(index.Backup, index.Evidence.Log);

    /// <summary>A hook runs in a pod, and a pod is listed once it is processed.</summary>
    public static string? Of(EvidenceIndex index, Subject subject, IReadOnlyList<OwnedHook> hooks) =>
        !index.HasResourceList || hooks.Count == 0 ? null
        : hooks.Any(hook => hook.Hook.Pod is { } pod && !index.ListsPod(pod.Namespace, pod.Name)) ? "a hook ran in a pod that was not in the backup"
        : hooks.Any(hook => hook is { IsFreeze: true, Hook: { Pod: null, Source: "annotation" } }) && LacksHook(subject) ? "a freeze hook ran for it, and no launcher pod of it carries one"
        : hooks.Any(hook => hook.Hook.Pod is null) && !HasListedPod(index, subject) ? "a hook ran for it, and no launcher pod of it was in the backup"
        : null;

    /// <summary>Another Backup's hooks thaw the same guest, and only that one's log tells when.</summary>
    public static string? Other(EvidenceIndex index, Subject subject, Func<OtherBackup, bool> counts) =>
        index.Others.FirstOrDefault(other => counts(other) && other.MayHold(subject.Key.Namespace)) is { } found ? $"the Backup {found.Name} ran at the same time and may have thawed the guest" : null;

    /// <summary>Since Velero 1.15 a hook names no pod, so that one in another pod may pass for this VM's; its own pods tell whether they ask for any.</summary>
    private static bool LacksHook(Subject subject) => subject.Pods.Count > 0 && subject.Pods.All(pod => pod.HasFreezeHook == false);

    private static bool HasListedPod(EvidenceIndex index, Subject subject) =>
        index.ListsLauncher(subject.Key) || subject.Pods.Any(pod => index.ListsPod(subject.Key.Namespace, pod.Name));

    private static string? Times(EvidenceIndex index)
    {
        var (log, backup) = (index.Evidence.Log, index.Backup.Summary);
        return log.FirstAt < backup.StartTimestamp?.Plus(-ToleranceSeconds) ? "the log begins before the backup did"
            : log.LastAt > backup.CompletionTimestamp?.Plus(ToleranceSeconds) ? "the log goes on after the backup had ended"
            : null;
    }
}
