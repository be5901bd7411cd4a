using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>
/// Whether the living guest answered its thaw: by a success, or by a refusal that only it or its agent can give. An agent, pod, container, socket or domain
/// that is gone is no answer: another instance may have been captured.
/// </summary>
internal static class ThawAnswers
{
    /// <summary>libvirt's and the agent's words for "it is there and says no".</summary>
    private static readonly string[] Refusals = ["unable to execute QEMU agent command", "has been disabled", "Guest agent not available for now"];

    public static bool Has(HookExecution? thaw) => thaw switch
    {
        { Outcome: HookOutcome.Succeeded, Freezer.Outcome: FreezerOutcome.Done } => true,
        { Outcome: HookOutcome.Failed, Freezer.Outcome: FreezerOutcome.VssLimit } => true,
        { Outcome: HookOutcome.Failed, Freezer: { Outcome: FreezerOutcome.Failed, Reason: { } reason } } => Refusals.Any(words => reason.Contains(words, StringComparison.Ordinal)),
        _ => false,
    };

    public static Gap WhyNot(HookExecution? thaw) => thaw switch
    {
        null => new Gap(ReasonCode.ThawFailed, "no thaw hook ran, so that nobody knows whether the frozen instance was still there"),
        { Outcome: HookOutcome.TimedOut } => new Gap(ReasonCode.ThawFailed, "Velero stopped waiting for the thaw, so that nobody knows whether the frozen instance was still there"),
        { Freezer.Outcome: FreezerOutcome.NoGuestAgent } => new Gap(ReasonCode.InstanceReplaced, "at the thaw no guest agent was there, and another instance may have been captured"),
        { Freezer.Outcome: FreezerOutcome.DomainNotRunning } => new Gap(ReasonCode.InstanceReplaced, "at the thaw the guest was not running, and another instance may have been captured"),
        { Freezer.Reason: { } reason } => new Gap(ReasonCode.InstanceReplaced, $"the frozen guest did not answer the thaw: {reason}"),
        { Error: { } error } => new Gap(ReasonCode.InstanceReplaced, $"the frozen guest did not answer the thaw: {error}"),
        _ => new Gap(ReasonCode.ThawFailed, "the log does not tell what became of the thaw"),
    };
}
