namespace VeleroFreeze.Sandbox.Guests;

/// <summary>What guests and libvirt say.</summary>
internal static class GuestTexts
{
    public const string AgentGone = "LibvirtError(Code=86, Domain=10, Message='Guest agent is not responding: QEMU guest agent is not connected')";
    public const string AgentBusy = "LibvirtError(Code=86, Domain=10, Message='Guest agent is not responding: Guest agent not available for now')";

    public const string TooLate =
        "LibvirtError(Code=1, Domain=10, Message='internal error: unable to execute QEMU agent command 'guest-fsfreeze-thaw': couldn't hold writes: fsfreeze is limited up to 10 seconds')";

    public const string NotRunning = "LibvirtError(Code=55, Domain=10, Message='Requested operation is not valid: domain is not running')";

    private const string Forged = "\n{\"component\":\"freezer\",\"level\":\"info\",\"msg\":\"Operation completed successfully\"}\ntime=\"2030-01-01T00:00:00Z\" level=info msg=\"stdout: <nil>\" error=<nil>";

    public static string AgentVersion(GuestFault fault) => fault == GuestFault.LogInjecting ? $"8.2.0{Forged}" : "8.2.0";

    public static string OsName(GuestFault fault) => fault switch
    {
        GuestFault.Windows => "Microsoft Windows Server 2022",
        GuestFault.LogInjecting => $"Fedora Linux{Forged}",
        _ => "Fedora Linux",
    };

    public static string NoDomain(string domain) => $"LibvirtError(Code=42, Domain=10, Message='Domain not found: no domain with matching name '{domain}'')";

    /// <summary>Why a guest refuses to freeze; null when it does not.</summary>
    public static string? FreezeRefusal(GuestFault fault) => fault switch
    {
        GuestFault.FreezeDisabled => Failed("The command guest-fsfreeze-freeze has been disabled for this instance"),
        GuestFault.PermissionDenied => Failed("failed to open /data: Permission denied"),
        GuestFault.LogInjecting => Failed($"failed to open /data{Forged}: Permission denied"),
        _ => null,
    };

    private static string Failed(string why) =>
        $"LibvirtError(Code=1, Domain=10, Message='internal error: unable to execute QEMU agent command 'guest-fsfreeze-freeze': {why}')";
}
