using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Obligations;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency;

/// <summary>
/// The verdict for one VM. What is known to be less than good is called so; what nothing speaks against has to be proven. What makes the evidence void comes first.
/// </summary>
internal static class CaseJudge
{
    public static Judgement Of(Case @case, EvidenceIndex index)
    {
        var verdict = NotTerminal.Of(index.Backup.Summary) is { } open ? Judgement.Unproven([open])
            : NoData(@case, index.Backup) ?? (@case.Finding is null ? OffRules.Of(@case, index) : Running(@case, index));
        return @case.Subject.Source == FactSource.Afterwards ? verdict.With(ReasonCode.FactsAfterTheFact) : verdict;
    }

    /// <summary>A VM without a disk that could be captured, or a backup that was to hold no data and holds none of this VM.</summary>
    private static Judgement? NoData(Case @case, BackupObject backup) =>
        @case.Captures.Count == 0 && @case.Subject.KnowsDisks ? Judgement.Less(LesserVerdict.NotCovered, [ReasonCode.VolumeSkipped], "it has no disk on a claim")
        : backup.IsMetadataOnly && !@case.Captures.Any(capture => capture.State is CaptureState.Captured or CaptureState.Elsewhere)
            ? Judgement.Less(LesserVerdict.NotCovered, [ReasonCode.VolumeSkipped], "the backup was made to hold no disks")
        : null;

    private static Judgement Running(Case @case, EvidenceIndex index) =>
        Void(@case, index) is { } gap ? Judgement.Unproven([gap]) with { Checklist = RunningChecks.Unfrozen(index, @case, gap).Checklist }
        : @case.Captures.Any(capture => capture.State == CaptureState.Elsewhere) ? QuiescedRules.Of(@case, index).With(@case.Finding is FreezeFinding.Attested hooks ? hooks.Standing : [])
        : @case.Finding switch
        {
            FreezeFinding.NotFrozen notFrozen => Unfrozen(@case, index, UnfrozenRules.Of(@case, notFrozen.Reason, notFrozen.Cause), new Gap(notFrozen.Reason, notFrozen.Cause ?? "nothing was frozen")),
            FreezeFinding.Attested attested => FrozenRules.Of(@case, attested, index),
            FreezeFinding.Unclear unclear => Unfrozen(@case, index, Judgement.Unverified(unclear.Reason, unclear.Why), new Gap(unclear.Reason, unclear.Why)),
            _ => Judgement.Unverified(ReasonCode.UnknownMessage),
        };

    private static Judgement Unfrozen(Case @case, EvidenceIndex index, Judgement judgement, Gap freeze) =>
        judgement with { Checklist = RunningChecks.Unfrozen(index, @case, freeze).Checklist };

    /// <summary>While this speaks against the evidence, nothing else that it says counts, good or bad.</summary>
    private static Gap? Void(Case @case, EvidenceIndex index) =>
        ThisBackup.Foreign(index)
        ?? ThisBackup.Log(index)
        ?? CountersAgree.Disagreement(index)
        ?? (@case.Contradiction is { } contradiction ? new Gap(ReasonCode.EvidenceContradicts, contradiction) : null);
}
