using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Obligations;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>
/// A running VM with disks that another data mover captured. Velero's hooks have nothing to do with them: what counts is what KubeVirt said of its own
/// VirtualMachineBackup, while that was there to be seen.
/// </summary>
internal static class QuiescedRules
{
    public static Judgement Of(MachineFindings findings, EvidenceIndex index)
    {
        var found = index.MachineBackups[findings.Machine.Key].ToList();
        return found.Count != 1 ? Judgement.Unverified(ReasonCode.QuiescedElsewhere, found.Count == 0 ? null : "several VirtualMachineBackups claim to be this VM's")
            : Objection(findings, index, found[0]) is { } objection ? Judgement.Unverified(ReasonCode.QuiescedElsewhere, objection)
            : found[0].Quiesced switch
            {
                QuiesceOutcome.Succeeded => Quiesced(findings, index, found[0]),
                QuiesceOutcome.Failed => Unquiesced(findings, "KubeVirt could not freeze the guest for its backup"),
                QuiesceOutcome.Skipped => Unquiesced(findings, "KubeVirt did not freeze the guest for its backup"),
                _ => Judgement.Unverified(ReasonCode.QuiescedElsewhere, "KubeVirt did not say whether the guest was quiesced: it does since 1.9"),
            };
    }

    /// <summary>Whether its data came to be part of this backup: the disks say which it holds, Velero's own operation that they were uploaded.</summary>
    private static string? Objection(MachineFindings findings, EvidenceIndex index, MachineBackup backup) =>
        !backup.HasCompleted ? $"the VirtualMachineBackup {backup.Name} was not seen to complete"
        : !index.Operations[findings.Machine.Key].Any(operation => operation.Id == backup.Operation && operation.Id.Length > 0 && operation.Phase == "Completed")
            ? $"Velero does not tell that the data of the VirtualMachineBackup {backup.Name} was uploaded"
        : null;

    /// <summary>What would speak for the VM does so only if nothing of this backup can have thawed it, and if its obligations are met.</summary>
    private static Judgement Quiesced(MachineFindings findings, EvidenceIndex index, MachineBackup backup)
    {
        var checks = RunningChecks.OfQuiesced(index, findings, backup);
        var judgement = !findings.Machine.KnowsDisks ? Judgement.Unverified(ReasonCode.DisksUnknown, "its disks are not known")
            : HookInterference.Of(index, backup) is { } interference ? Judgement.Unverified(ReasonCode.QuiescedElsewhere, interference)
            : ByDisks(findings)
            ?? (checks.Proofs is { } proofs ? Judgement.FileSystemConsistent(proofs, ReasonCode.QuiescedElsewhere) : Judgement.Unproven(checks.Gaps).With(ReasonCode.QuiescedElsewhere));
        return judgement with { Checklist = checks.Checklist };
    }

    /// <returns>What is known to be less than good; null when every disk is part of KubeVirt's backup.</returns>
    private static Judgement? ByDisks(MachineFindings findings)
    {
        var own = findings.Captures.Where(capture => capture.State == CaptureState.Elsewhere).ToList();
        var missing = findings.Captures.Where(capture => capture.State == CaptureState.NotCaptured).ToList();
        var unknown = own.Where(capture => !capture.IsHeldByKubeVirt).Concat(findings.Captures.Where(capture => capture.State == CaptureState.Unknown)).ToList();
        var others = findings.Captures.Where(capture => capture.State == CaptureState.Captured).Concat(own.Where(capture => capture.IsDirectory || findings.Sharers.Contains(capture.Claim))).ToList();
        return unknown.Count > 0 ? Judgement.Unverified(ReasonCode.CaptureUnknown, Captures.Names(unknown)).With(ReasonCode.QuiescedElsewhere)
            : missing.Count > 0 ? Judgement.Less(LesserVerdict.Partial, [.. missing.Select(capture => capture.Reason ?? ReasonCode.VolumeSkipped).Distinct(), ReasonCode.QuiescedElsewhere], Captures.Causes(missing))
            // Disks of one VM belong together, and these are from another moment.
            : others.Count > 0 ? Judgement.Less(LesserVerdict.Partial, [ReasonCode.CapturedOutsideWindow, ReasonCode.QuiescedElsewhere], Captures.Names(others))
            : null;
    }

    /// <summary>As without a freeze; what is not in KubeVirt's backup is held against the VM all the same.</summary>
    private static Judgement Unquiesced(MachineFindings findings, string cause) => UnfrozenRules.Of(
        findings with { Captures = [.. findings.Captures.Select(AsCaptured)] }, ReasonCode.QuiescedElsewhere, cause);

    private static DiskCapture AsCaptured(DiskCapture capture) => capture.State != CaptureState.Elsewhere ? capture
        : capture with { State = capture.IsHeldByKubeVirt ? CaptureState.Captured : CaptureState.Unknown };
}
