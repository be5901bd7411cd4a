namespace VeleroFreeze.Sandbox.Releases;

/// <summary>How a generation of virt-freezer speaks and exits where the two differ.</summary>
internal sealed record FreezerWords(string Source)
{
    /// <summary>main.go, up to 1.5.1.</summary>
    public static FreezerWords Old { get; } = new("main.go")
    {
        Start = "Starting...",
        NotRunning = "Paused VM, unable to freeze/unfreeze",
        NotRunningLevel = "error",
        NotRunningExit = 1,
        Done = "Exiting...",
        BadFlags = "Use either --freeze or --unfreeze",
        FreezeFailed = "Freezeing VMI failed",
        AgentBusy = "Freezeing VMI failed, please make sure {0} runnning and try again",
        ThawFailed = "Unfreezeing VMI failed",
        TooLate = "Unfreezeing VMI failed, please try again. If problem continues, stop the vm and backup while down",
    };

    /// <summary>virt-freezer.go, 1.5.2 and from 1.6.0 on.</summary>
    public static FreezerWords New { get; } = new("virt-freezer.go")
    {
        NotRunning = "VM domain not running, no need to freeze/unfreeze",
        NotRunningLevel = "info",
        Done = "Operation completed successfully",
        BadFlags = "Failed to parse flags",
        ExplainsBadFlags = true,
        FreezeFailed = "Freezing VMI failed",
        AgentBusy = "Freezing VMI failed, please make sure {0} running and try again",
        ThawFailed = "Unfreezing VMI failed",
        TooLate = "Unfreezing VMI failed, please try again. If problem continues, stop the VM and backup while down",
    };

    /// <summary>The line it begins with; null says nothing.</summary>
    public string? Start { get; init; }

    public required string NotRunning { get; init; }

    public required string NotRunningLevel { get; init; }

    public int NotRunningExit { get; init; }

    public required string Done { get; init; }

    public required string BadFlags { get; init; }

    /// <summary>Gives a reason with bad flags, and takes an empty name or namespace for one.</summary>
    public bool ExplainsBadFlags { get; init; }

    public required string FreezeFailed { get; init; }

    /// <summary>With a place for what should be running.</summary>
    public required string AgentBusy { get; init; }

    public required string ThawFailed { get; init; }

    public required string TooLate { get; init; }
}
