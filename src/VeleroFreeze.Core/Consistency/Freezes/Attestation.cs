using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>What one pre hook proves: a freeze needs both Velero's success and virt-freezer's word.</summary>
internal static class Attestation
{
    /// <returns>Null when the guest was frozen.</returns>
    public static FreezeFinding? Of(HookExecution hook) => (hook.Outcome, hook.Freezer?.Outcome) switch
    {
        (HookOutcome.Succeeded, FreezerOutcome.Done) => HasPlace(hook) ? null : Unclear(ReasonCode.LogUnreadable, "the pre hook has no time and line in the log"),
        (HookOutcome.TimedOut, not FreezerOutcome.Done) => new FreezeFinding.NotFrozen(ReasonCode.FreezeTimedOut, hook.Error),
        (_, FreezerOutcome.NoGuestAgent) => new FreezeFinding.NotFrozen(ReasonCode.NoGuestAgent),
        (_, FreezerOutcome.DomainNotRunning) => new FreezeFinding.NotFrozen(ReasonCode.DomainNotRunning),
        // virt-launcher's own deadline of 60 s: the command goes on in the guest.
        (_, FreezerOutcome.Failed) when hook.Freezer!.DeadlineExceeded => new FreezeFinding.NotFrozen(ReasonCode.FreezeTimedOut, hook.Freezer.Reason),
        (_, FreezerOutcome.Failed or FreezerOutcome.VssLimit or FreezerOutcome.NotStarted) => new FreezeFinding.NotFrozen(ReasonCode.FreezeFailed, hook.Freezer!.Reason ?? hook.Error),
        // Without a single record virt-freezer never came to speak: no container, no flags it knows, no exec.
        (HookOutcome.Failed, null) or (HookOutcome.Failed, FreezerOutcome.Unknown) when hook.Freezer?.At is null => new FreezeFinding.NotFrozen(ReasonCode.FreezeFailed, hook.Error),
        (HookOutcome.Failed or HookOutcome.TimedOut, FreezerOutcome.Done) =>
            Unclear(ReasonCode.EvidenceContradicts, "virt-freezer said it was done, and Velero counted a failure"),
        (_, FreezerOutcome.Unknown) => Unclear(ReasonCode.UnknownMessage, "virt-freezer said something no known release says"),
        _ => Unclear(ReasonCode.UnknownMessage, "the log does not tell what became of the freeze"),
    };

    private static bool HasPlace(HookExecution hook) => hook is { StartedAt: not null, EndedAt: not null, StartLine: > 0, EndLine: > 0 };

    private static FreezeFinding.Unclear Unclear(ReasonCode reason, string why) => new(reason, why);
}
