using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Obligations;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>
/// The verdict for one VM. What is known to be less than good is called so; what nothing speaks against has to be proven. What makes the evidence void comes first.
/// </summary>
internal static class MachineJudge
{
    public static Judgement Of(MachineFindings findings, EvidenceIndex index)
    {
        var verdict = ThisBackup.Open(index.Backup.Summary) is { } open ? Judgement.Unproven([open])
            : NoData(findings, index.Backup) ?? (findings.Finding is null ? OffRules.Of(findings, index) : Running(findings, index));
        return findings.Machine.Source == FactSource.Afterwards ? verdict.With(ReasonCode.FactsAfterTheFact) : verdict;
    }

    /// <summary>A VM without a disk that could be captured, or a backup that was to hold no data and holds none of this VM.</summary>
    private static Judgement? NoData(MachineFindings findings, BackupObject backup) =>
        findings.Captures.Count == 0 && findings.Machine.KnowsDisks ? Judgement.Less(LesserVerdict.NotCovered, [ReasonCode.VolumeSkipped], "it has no disk on a claim")
        : backup.IsMetadataOnly && !findings.Captures.Any(capture => capture.State is CaptureState.Captured or CaptureState.Elsewhere)
            ? Judgement.Less(LesserVerdict.NotCovered, [ReasonCode.VolumeSkipped], "the backup was made to hold no disks")
        : null;

    private static Judgement Running(MachineFindings findings, EvidenceIndex index) =>
        Void(findings, index) is { } gap ? Judgement.Unproven([gap]) with { Checklist = RunningChecks.Unfrozen(index, findings, gap).Checklist }
        : findings.Captures.Any(capture => capture.State == CaptureState.Elsewhere) ? QuiescedRules.Of(findings, index).With(findings.Finding is FreezeFinding.Attested hooks ? hooks.Standing : [])
        : findings.Finding switch
        {
            FreezeFinding.NotFrozen notFrozen => Unfrozen(findings, index, UnfrozenRules.Of(findings, notFrozen.Reason, notFrozen.Cause), new Gap(notFrozen.Reason, notFrozen.Cause ?? "nothing was frozen")),
            FreezeFinding.Attested attested => FrozenRules.Of(findings, attested, index),
            FreezeFinding.Unclear unclear => Unfrozen(findings, index, Judgement.Unverified(unclear.Reason, unclear.Why), new Gap(unclear.Reason, unclear.Why)),
            _ => Judgement.Unverified(ReasonCode.UnknownMessage),
        };

    private static Judgement Unfrozen(MachineFindings findings, EvidenceIndex index, Judgement judgement, Gap freeze) =>
        judgement with { Checklist = RunningChecks.Unfrozen(index, findings, freeze).Checklist };

    /// <summary>While this speaks against the evidence, nothing else that it says counts, good or bad.</summary>
    private static Gap? Void(MachineFindings findings, EvidenceIndex index) =>
        ThisBackup.Foreign(index)
        ?? ThisBackup.Log(index)
        ?? CountersAgree.Disagreement(index)
        ?? (findings.Contradiction is { } contradiction ? new Gap(ReasonCode.EvidenceContradicts, contradiction) : null);
}
