namespace VeleroFreeze.Sandbox.Guests;

/// <summary>What is wrong with a guest, if anything; a VM chooses with the annotation <see cref="GuestFaults.Annotation"/>.</summary>
internal enum GuestFault
{
    Healthy,
    NoAgent,

    /// <summary>The agent was there when the guest started and has died since.</summary>
    AgentDies,
    FreezeDisabled,
    PermissionDenied,

    /// <summary>Freezing takes 25 s.</summary>
    Slow,

    /// <summary>The agent never answers.</summary>
    Hangs,
    Paused,

    /// <summary>VSS lets writes through again 10 s after the freeze.</summary>
    Windows,

    /// <summary>The agent says that it has frozen, and has not.</summary>
    Lying,

    /// <summary>What the agent says is made to look like log lines of others.</summary>
    LogInjecting,
}

internal static class GuestFaults
{
    public const string Annotation = "sandbox.velerofreeze.io/guest";

    /// <summary>Reads <c>no-agent</c> as NoAgent; an absent value is healthy, an unknown one is null.</summary>
    public static GuestFault? Parse(string? text) => text switch
    {
        null or "healthy" => GuestFault.Healthy,
        "no-agent" => GuestFault.NoAgent,
        "agent-dies" => GuestFault.AgentDies,
        "freeze-disabled" => GuestFault.FreezeDisabled,
        "permission-denied" => GuestFault.PermissionDenied,
        "slow" => GuestFault.Slow,
        "hangs" => GuestFault.Hangs,
        "paused" => GuestFault.Paused,
        "windows" => GuestFault.Windows,
        "lying" => GuestFault.Lying,
        "log-injecting" => GuestFault.LogInjecting,
        _ => null,
    };
}
