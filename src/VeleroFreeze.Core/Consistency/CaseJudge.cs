using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency;

/// <summary>The rules of the verdict for one VM, from what makes everything else void down to the disks.</summary>
internal static class CaseJudge
{
    public static Judgement Of(Case @case, EvidenceIndex index)
    {
        var verdict = NotTerminal.Of(index.Backup.Summary) ?? NoData(@case, index.Backup) ?? Standing(@case.Finding is null ? OffRules.Of(@case) : Running(@case, index), index.Backup);
        return @case.Subject.Source == FactSource.Afterwards ? verdict.With(ReasonCode.FactsAfterTheFact) : verdict;
    }

    /// <summary>What Velero itself calls failed is not known to hold what was captured for it.</summary>
    private static Judgement Standing(Judgement judgement, BackupObject backup) =>
        judgement.Verdict is Verdict.FileSystemConsistent or Verdict.OfflineConsistent && backup.Summary.Phase is "Failed" or "FailedValidation"
            ? Judgement.Unverified(ReasonCode.EvidenceContradicts, $"Velero calls the backup {backup.Summary.Phase}")
            : judgement;

    /// <summary>A VM without a disk that could be captured, or a backup that was to hold no data and holds none of this VM.</summary>
    private static Judgement? NoData(Case @case, BackupObject backup) =>
        @case.Captures.Count == 0 && @case.Subject.KnowsDisks ? new Judgement(Verdict.NotCovered, [ReasonCode.VolumeSkipped], @case.Importing.Count > 0 ? "its disks are still being imported" : "it has no disk on a claim")
        : backup.IsMetadataOnly && !@case.Captures.Any(capture => capture.State is CaptureState.Captured or CaptureState.Elsewhere)
            ? new Judgement(Verdict.NotCovered, [ReasonCode.VolumeSkipped], "the backup was made to hold no disks")
        : null;

    private static Judgement Running(Case @case, EvidenceIndex index) =>
        LogProblem.Of(index.Evidence.Log) is { } problem ? Judgement.Unverified(problem, index.Evidence.Log.Problem)
        : @case.Contradiction is { } contradiction ? Judgement.Unverified(ReasonCode.EvidenceContradicts, contradiction)
        : @case.Captures.Any(capture => capture.State == CaptureState.Elsewhere) ? QuiescedRules.Of(@case, index)
        : @case.Finding switch
        {
            FreezeFinding.NotFrozen notFrozen => UnfrozenRules.Of(@case, notFrozen.Reason, notFrozen.Cause),
            FreezeFinding.Attested { VssThawed: true } => UnfrozenRules.Of(@case, ReasonCode.VssWindowExceeded, null),
            FreezeFinding.Attested attested => Attested(@case, attested, index),
            FreezeFinding.Unclear unclear => Judgement.Unverified(unclear.Reason, unclear.Why),
            _ => Judgement.Unverified(ReasonCode.UnknownMessage),
        };

    /// <summary>
    /// What would speak for the VM does so only if nothing moved under it. A line that could not be read may have been a thaw.
    /// </summary>
    private static Judgement Attested(Case @case, FreezeFinding.Attested attested, EvidenceIndex index) =>
        @case.Subject.Disagreement is { } disagreement ? Judgement.Unverified(ReasonCode.EvidenceContradicts, disagreement)
        : index.Evidence.Log.UnreadableLines is > 0 and var lines ? Judgement.Unverified(ReasonCode.LogUnreadable, $"{lines} lines of the log cannot be read")
        : Contradictions.Other(index, @case.Subject, other => other.DuringHooks) is { } contradiction ? Judgement.Unverified(ReasonCode.EvidenceContradicts, contradiction)
        : FrozenRules.Of(@case, attested);
}
