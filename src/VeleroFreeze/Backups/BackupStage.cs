namespace VeleroFreeze.Backups;

/// <summary>Where a Backup stands, as far as a verdict cares.</summary>
internal enum BackupStage
{
    /// <summary>Not processed yet: new, queued, or waiting for its turn.</summary>
    Waiting,

    /// <summary>Items are being processed: this is when hooks run and snapshots are cut.</summary>
    InProgress,

    /// <summary>Items are done; data is still being moved, or the files are being written.</summary>
    Finishing,

    /// <summary>Over, with files in the object storage.</summary>
    Over,

    /// <summary>Refused before it started: there is nothing to look at.</summary>
    NeverStarted,

    /// <summary>On its way out.</summary>
    Deleting,
}

/// <summary>Velero's phases.</summary>
internal static class BackupStages
{
    public static BackupStage Of(string phase) => phase switch
    {
        "InProgress" => BackupStage.InProgress,
        "WaitingForPluginOperations" or "WaitingForPluginOperationsPartiallyFailed" or "Finalizing" or "FinalizingPartiallyFailed"
            => BackupStage.Finishing,
        "Completed" or "PartiallyFailed" or "Failed" => BackupStage.Over,
        "FailedValidation" => BackupStage.NeverStarted,
        "Deleting" => BackupStage.Deleting,
        _ => BackupStage.Waiting,
    };

    /// <summary>Whether nothing more will happen to it.</summary>
    public static bool IsTerminal(this BackupStage stage) => stage is BackupStage.Over or BackupStage.NeverStarted;
}
