using VeleroFreeze.Backups;

namespace VeleroFreeze.Verifier;

/// <summary>What is to be done about a Backup.</summary>
internal enum NextStep
{
    Nothing,

    /// <summary>Record the cluster: items are being processed.</summary>
    RecordStart,

    /// <summary>Record the cluster again: items are done.</summary>
    RecordEnd,

    /// <summary>Gather the evidence and judge.</summary>
    Judge,

    /// <summary>A report stands; tell it to the world.</summary>
    Announce,
}

/// <summary>What is known when the next step is chosen.</summary>
internal sealed record BackupProgress
{
    public required BackupStage Stage { get; init; }

    /// <summary>The cluster was recorded while the Backup was in progress.</summary>
    public bool HasStart { get; init; }

    public bool HasEnd { get; init; }

    public bool HasReport { get; init; }

    /// <summary>The report was told, and the Backup still says so.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>The report rests on incomplete evidence, and it is time for another look.</summary>
    public bool IsDue { get; init; }

    /// <summary>It left <see cref="BackupStage.InProgress"/> moments ago: what the cluster is like now, it was like at the end.</summary>
    public bool JustEnded { get; init; }

    /// <summary>It ended longer ago than is looked back.</summary>
    public bool IsTooOld { get; init; }
}

internal static class NextSteps
{
    public static NextStep Of(BackupProgress progress) => progress switch
    {
        { Stage: BackupStage.InProgress, HasStart: false } => NextStep.RecordStart,
        { Stage: BackupStage.Waiting or BackupStage.InProgress or BackupStage.Deleting } => NextStep.Nothing,
        { HasReport: true, IsDue: true } => NextStep.Judge,
        { HasReport: true } => progress.IsAnnounced ? NextStep.Nothing : NextStep.Announce,
        { HasEnd: false, JustEnded: true, Stage: not BackupStage.NeverStarted } => NextStep.RecordEnd,
        { Stage: BackupStage.Finishing } or { IsTooOld: true } => NextStep.Nothing,
        _ => NextStep.Judge,
    };
}
