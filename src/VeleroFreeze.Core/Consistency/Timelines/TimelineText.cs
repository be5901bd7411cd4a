using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Consistency.Timelines;

/// <summary>Single facts of the evidence in words.</summary>
internal static class TimelineText
{
    private const int MaxDetail = 300;

    public static IEnumerable<TimelineEntry> Of(OwnedHook owned)
    {
        var hook = owned.Hook;
        var name = $"{(hook.Phase == HookPhase.Pre ? "pre" : "post")} hook";
        if (hook.StartLine > 0)
        {
            yield return new TimelineEntry(hook.StartedAt, hook.StartLine, $"{name} began: {SafeText.Line(string.Join(' ', hook.Arguments), MaxDetail)}{Strange(owned)}");
        }

        yield return new TimelineEntry(hook.EndedAt, hook.EndLine > 0 ? hook.EndLine : null, $"{name} ended: {Outcome(hook)}");
    }

    public static TimelineEntry Of(LogMark mark, string claim) => new(mark.At, mark.Line, $"{claim}: {What(mark.Kind)}{Detail(mark.Kind == LogMarkKind.SnapshotReady ? null : mark.Detail)}");

    public static IEnumerable<TimelineEntry> Of(PodVolumeBackup copy) =>
    [
        new(copy.StartedAt, null, $"{copy.Claim}: the file-system copy began (clock of the node)"),
        new(copy.CompletedAt, null, $"{copy.Claim}: the file-system copy ended: {copy.Phase} (clock of the node)"),
    ];

    public static TimelineEntry Of(ItemOperation operation) =>
        new(operation.CreatedAt, null, $"{operation.Name}: Velero noted the operation {SafeText.Line(operation.Id, MaxDetail)}: {operation.Phase}{Detail(operation.Error)}");

    public static IEnumerable<TimelineEntry> Of(MachineBackup backup) =>
    [
        new(backup.CreatedAt, null, $"KubeVirt's own backup {SafeText.Line(backup.Name, MaxDetail)} of {SafeText.Line(string.Join(", ", backup.Volumes), MaxDetail)} was ordered"),
        .. backup.Quiesced == QuiesceOutcome.Unknown ? Array.Empty<TimelineEntry>() : [new TimelineEntry(backup.ToldAt, null, $"KubeVirt said of the guest: {What(backup.Quiesced)}")],
    ];

    private static string What(QuiesceOutcome outcome) => outcome switch
    {
        QuiesceOutcome.Succeeded => "it was quiesced",
        QuiesceOutcome.Failed => "quiescing it failed",
        _ => "it was not quiesced",
    };

    private static string Strange(OwnedHook owned) => owned.Kind switch
    {
        HookKind.Stale => " (it names another VM)",
        HookKind.Foreign => " (no accepted virt-freezer command)",
        _ => "",
    };

    private static string Outcome(HookExecution hook) => (hook.Freezer?.Outcome, hook.Outcome) switch
    {
        (_, HookOutcome.PodCompleted) => "the pod had completed, nothing was executed",
        (_, HookOutcome.TimedOut) => $"Velero stopped waiting{Detail(hook.Error)}",
        (FreezerOutcome.Done, HookOutcome.Succeeded) => hook.Phase == HookPhase.Pre ? "the guest was frozen" : "the guest was thawed",
        (FreezerOutcome.NoGuestAgent, _) => "no guest agent, nothing was done",
        (FreezerOutcome.DomainNotRunning, _) => "the guest was not running, nothing was done",
        (FreezerOutcome.VssLimit, _) => "Windows had thawed by itself",
        (FreezerOutcome.Failed or FreezerOutcome.NotStarted, _) => $"virt-freezer failed{Detail(hook.Freezer?.Reason ?? hook.Error)}",
        (_, HookOutcome.Failed) => $"Velero counted a failure{Detail(hook.Error)}",
        _ => "what became of it is not known",
    };

    private static string What(LogMarkKind kind) => kind switch
    {
        LogMarkKind.SnapshotCreated => "its VolumeSnapshot was created",
        LogMarkKind.SnapshotReady => "its snapshot has been cut",
        LogMarkKind.ClaimCaptured => "its snapshot has been cut",
        LogMarkKind.DataUploadSubmitted => "its snapshot has been cut, and the upload was ordered",
        LogMarkKind.SnapshotReused => "a group's snapshot was used",
        LogMarkKind.SnapshotFailed => "the snapshot failed",
        LogMarkKind.NativeSnapshot => "a native snapshot was asked for",
        LogMarkKind.VolumeSkipped or LogMarkKind.ItemExcluded => "left out",
        LogMarkKind.AlreadyBackedUp => "had been backed up before, with another item",
        LogMarkKind.BeingDeleted => "was being deleted and was left out",
        LogMarkKind.OutsideBlock => "came in outside of the block that the hooks enclose",
        LogMarkKind.PostHooksSkipped => "post hooks were not run",
        LogMarkKind.ClaimFailed => "could not be captured",
        LogMarkKind.PreHooksFailed => "its pre hook failed, and it was left out",
        LogMarkKind.PostHooksFailed => "its post hook failed",
        LogMarkKind.BlockSkipped => "left out with its block, because a pre hook failed",
        _ => "an action began",
    };

    private static string Detail(string? text) => string.IsNullOrWhiteSpace(text) ? "" : $": {SafeText.Line(text, MaxDetail)}";
}
