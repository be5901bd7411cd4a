using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Text;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>A judgement in one plain sentence, without a line break.</summary>
internal static class VerdictMessage
{
    /// <summary>Characters of a cause in somebody else's words.</summary>
    private const int MaxDetail = 300;

    public static string Of(BackedUpMachine vm, Judgement judgement)
    {
        var sentence = judgement is { Verdict: Verdict.FileSystemConsistent, Reasons: [ReasonCode.QuiescedElsewhere, ..] }
            ? "every disk was captured by KubeVirt's own backup, for which it had quiesced the guest"
            : Decisive(judgement.Reasons[0]);
        var detail = string.IsNullOrWhiteSpace(judgement.Detail) ? "" : $" ({OneLine(judgement.Detail)})";
        var also = string.Concat(judgement.Reasons.Skip(1).Select(Also));
        return $"{sentence}{detail}{also}{(vm.PolicyChanged ? "; the label changed during the backup, and the stricter one counts" : "")}";
    }

    private static string Decisive(ReasonCode reason) => reason switch
    {
        ReasonCode.Frozen => "every disk was captured while the guest was frozen",
        ReasonCode.PoweredOff => "the VM was off for the whole backup and every disk was captured",
        ReasonCode.NoGuestAgent => "no guest agent answered, so nothing was frozen although the hook succeeded",
        ReasonCode.DomainNotRunning => "the guest was paused or not running, so its file systems were not flushed",
        ReasonCode.FreezeFailed => "the guest could not be frozen",
        ReasonCode.FreezeTimedOut => "the freeze took longer than was waited for, so it is not known to have come before the disks were captured, and the guest may be frozen still",
        ReasonCode.ThawFailed => "it is not known whether the guest answered its thaw",
        ReasonCode.VssWindowExceeded => "Windows thawed the guest by itself, ten seconds after the freeze, before the disks were captured",
        ReasonCode.AutomaticThaw => "the automatic thaw came before the disks were captured",
        ReasonCode.CapturedOutsideWindow => "disks were captured while the guest was not frozen",
        ReasonCode.HooksOverridden => "another command ran in place of virt-freezer, so a freeze is not attested",
        ReasonCode.HooksMissing => "no freeze hook ran, although the launcher pod was in the backup",
        ReasonCode.HooksSkipped => "the launcher pod was not in the backup, so no freeze hook could run",
        ReasonCode.PodCompleted => "only a completed launcher pod was in the backup, so nothing was frozen although its hooks count as successes",
        ReasonCode.VolumeSkipped => "disks were not captured",
        ReasonCode.VolumeFailed => "disks could not be captured",
        ReasonCode.LiveFileSystemRead => "disks were read while the guest was writing",
        ReasonCode.QuiescedElsewhere => "another data mover freezes the guest by itself, and Velero's hooks say nothing about it",
        ReasonCode.LogMissing => "there is no log of the backup",
        ReasonCode.LogTruncated => "the backup's log ends early",
        ReasonCode.LogUnreadable => "the backup's log cannot be read, or does not tell about the hooks",
        ReasonCode.EvidenceContradicts => "the evidence contradicts itself",
        ReasonCode.UnknownMessage => "it is not known what became of the freeze",
        ReasonCode.ClockSkew => "clocks differ by more than is tolerated, so that times cannot be compared",
        ReasonCode.LimitExceeded => "the evidence is larger than is read",
        ReasonCode.StaleName => "the freeze hook names another VM, so nothing was frozen",
        ReasonCode.GuestUnknown => "it is not known whether the guest is Windows, which thaws after ten seconds, and the disks took longer",
        ReasonCode.FactsAfterTheFact => "nobody watched the VM while it was backed up, so a good verdict cannot be proven",
        ReasonCode.NotTerminal => "the backup is not known to be over: wait until it has ended, then verify again",
        ReasonCode.ForeignEvidence => "the evidence is of another backup",
        ReasonCode.CountersDisagree => "what Velero counted is not what its log tells",
        ReasonCode.InstanceReplaced => "the instance that was frozen is not known to be the one that was captured",
        ReasonCode.HistoryGap => "the verifier did not watch the VM all the time, so that a change may have been missed",
        ReasonCode.DisksUnknown => "not every disk of the VM is known",
        ReasonCode.AlreadyFrozen => "the guest may have been frozen before, and that freeze's timer may have thawed it before the disks were captured",
        ReasonCode.OtherActor => "another backup or snapshot may have thawed the guest before the disks were captured",
        _ => "it cannot be told when disks were captured, or whether they were",
    };

    private static string Also(ReasonCode reason) => reason switch
    {
        ReasonCode.ThawFailed => "; its thaw is not attested, so the guest may have stood still until its automatic thaw",
        ReasonCode.FactsAfterTheFact => "; nobody watched the VM while it was backed up",
        ReasonCode.ClockSkew => "; the storage's clock differs from Velero's",
        ReasonCode.PoweredOff => "; the VM was off",
        _ => $"; {Decisive(reason)}",
    };

    private static string OneLine(string text) => SafeText.Line(text, MaxDetail);
}
