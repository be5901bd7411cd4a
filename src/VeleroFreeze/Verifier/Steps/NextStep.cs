using VeleroFreeze.Backups;

namespace VeleroFreeze.Verifier.Steps;

/// <summary>What is to be done about a Backup.</summary>
internal enum NextStep
{
    Nothing,

    /// <summary>Record what the cluster does: items are being processed.</summary>
    Record,

    /// <summary>Complete the record: items are done.</summary>
    RecordEnd,

    /// <summary>Gather the evidence and judge.</summary>
    Judge,

    /// <summary>A report stands; tell it to the world.</summary>
    Announce,

    /// <summary>It was told, and what it was made from is not needed any more.</summary>
    DropFacts,
}

/// <summary>What is known when the next step is chosen.</summary>
internal sealed record BackupProgress
{
    public required BackupStage Stage { get; init; }

    /// <summary>The record is complete.</summary>
    public bool HasEnd { get; init; }

    /// <summary>The record holds more than the report.</summary>
    public bool HasFacts { get; init; }

    public bool HasReport { get; init; }

    /// <summary>The report was told, and the Backup still says so.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>The report rests on incomplete evidence, and it is time for another look.</summary>
    public bool IsDue { get; init; }

    /// <summary>The report rests on incomplete evidence, and there will be another look.</summary>
    public bool IsPending { get; init; }

    /// <summary>It left <see cref="BackupStage.InProgress"/> not long ago: what happened then is remembered.</summary>
    public bool IsRemembered { get; init; }

    /// <summary>It ended longer ago than is looked back.</summary>
    public bool IsTooOld { get; init; }
}

internal static class NextSteps
{
    public static NextStep Of(BackupProgress progress) => progress switch
    {
        { Stage: BackupStage.InProgress } => NextStep.Record,
        { Stage: BackupStage.Waiting or BackupStage.Deleting } => NextStep.Nothing,
        { HasReport: true, IsDue: true } => NextStep.Judge,
        { HasReport: true, IsAnnounced: false } => NextStep.Announce,
        { HasReport: true } => progress is { HasFacts: true, IsPending: false } ? NextStep.DropFacts : NextStep.Nothing,
        { HasEnd: false, IsRemembered: true, Stage: not BackupStage.NeverStarted } => NextStep.RecordEnd,
        { Stage: BackupStage.Finishing } or { IsTooOld: true } => NextStep.Nothing,
        _ => NextStep.Judge,
    };
}
