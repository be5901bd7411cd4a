using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Evidence.Freezer;

/// <summary>The two generations of virt-freezer's words: up to KubeVirt 1.5.1, and 1.5.2, 1.6.0 and newer.</summary>
internal enum FreezerGeneration
{
    Both,
    Old,
    New,
}

/// <summary>A message that decides, which some release of virt-freezer writes as a whole.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Outcome">What it means.</param>
/// <param name="ExitCode">The exit code that goes with it.</param>
/// <param name="Generation">Who says so.</param>
/// <param name="Mode">The call it belongs to; null for both.</param>
internal sealed record FreezerMessage(string Text, FreezerOutcome Outcome, int ExitCode, FreezerGeneration Generation, FreezerMode? Mode)
{
    public const string AgentVersion = "Guest agent version is ";

    public const string OldStart = "Starting...";

    /// <summary>The old generation's last line. It means success only when nothing was decided before it.</summary>
    public const string OldEnd = "Exiting...";

    /// <summary>The reason of a thaw that came too late for Windows, in releases that have no words of their own for it.</summary>
    public const string VssLimitReason = "fsfreeze is limited";

    private static readonly Dictionary<string, FreezerMessage> Known = All().ToDictionary(message => message.Text);

    /// <summary>Failures are written at level <c>error</c>, all else at <c>info</c>. The old words for a paused guest are an error.</summary>
    public string Level => ExitCode == 0 ? "info" : "error";

    /// <returns>Null for a text that decides nothing.</returns>
    public static FreezerMessage? Find(string text) => Known.GetValueOrDefault(text);

    private static IEnumerable<FreezerMessage> All() =>
    [
        new(OldEnd, FreezerOutcome.Done, 0, FreezerGeneration.Old, null),
        new("Operation completed successfully", FreezerOutcome.Done, 0, FreezerGeneration.New, null),
        new("No guest agent, exiting", FreezerOutcome.NoGuestAgent, 0, FreezerGeneration.Both, null),
        new("Paused VM, unable to freeze/unfreeze", FreezerOutcome.DomainNotRunning, 1, FreezerGeneration.Old, null),
        new("VM domain not running, no need to freeze/unfreeze", FreezerOutcome.DomainNotRunning, 0, FreezerGeneration.New, null),
        new("Use either --freeze or --unfreeze", FreezerOutcome.NotStarted, 1, FreezerGeneration.Old, null),
        new("Failed to parse flags", FreezerOutcome.NotStarted, 1, FreezerGeneration.New, null),
        new("Failed to connect launcher", FreezerOutcome.NotStarted, 1, FreezerGeneration.Both, null),
        new("Failed to get guest info", FreezerOutcome.NotStarted, 1, FreezerGeneration.Both, null),
        new("Failed to get domain", FreezerOutcome.NotStarted, 1, FreezerGeneration.Both, null),
        .. Freeze("Freezeing VMI failed", "runnning", FreezerGeneration.Old),
        .. Freeze("Freezing VMI failed", "running", FreezerGeneration.New),
        .. Thaw("Unfreezeing VMI failed", "vm", FreezerGeneration.Old),
        .. Thaw("Unfreezing VMI failed", "VM", FreezerGeneration.New),
    ];

    private static IEnumerable<FreezerMessage> Freeze(string failed, string running, FreezerGeneration generation) =>
    [
        new(failed, FreezerOutcome.Failed, 1, generation, FreezerMode.Freeze),
        new($"{failed}, please make sure guest agent is {running} and try again", FreezerOutcome.Failed, 1, generation, FreezerMode.Freeze),
        new($"{failed}, please make sure guest agent and VSS are {running} and try again", FreezerOutcome.Failed, 1, generation, FreezerMode.Freeze),
    ];

    private static IEnumerable<FreezerMessage> Thaw(string failed, string vm, FreezerGeneration generation) =>
    [
        new(failed, FreezerOutcome.Failed, 1, generation, FreezerMode.Unfreeze),
        new($"{failed}, please try again. If problem continues, stop the {vm} and backup while down", FreezerOutcome.VssLimit, 1, generation, FreezerMode.Unfreeze),
    ];
}
