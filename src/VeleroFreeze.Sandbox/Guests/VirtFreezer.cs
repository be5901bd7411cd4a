using System.Globalization;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.Guests;

/// <summary>
/// /usr/bin/virt-freezer of a launcher pod. Whatever name it is given, it looks at the agent and the state of the pod's own domain; only the freeze itself
/// goes to the name. Line numbers differ between releases and mean nothing.
/// </summary>
internal static class VirtFreezer
{
    public const string Path = "/usr/bin/virt-freezer";

    private static readonly string[] Usage =
    [
        $"Usage of {Path}:",
        "      --freeze                         Freeze VM",
        "      --name string                    Name of the VirtualMachineInstance",
        "      --namespace string               Namespace of the VirtualMachineInstance",
        "      --unfreeze                       Unfreeze VM",
        "      --unfreezeTimeoutSeconds int32   Unfreeze timeout in seconds (default 300)",
    ];

    /// <summary>The arguments come without the name of the program.</summary>
    public static FreezerRun Run(IReadOnlyList<string> arguments, Launcher launcher, Guest guest, KubeVirtRelease release, DateTimeOffset now)
    {
        var words = release.Freezer;
        var run = new FreezerRun(words.Source, now, guest);
        var flags = FreezerArguments.Parse(arguments);
        if (flags.Error is { } error)
        {
            return Usage.Aggregate(run.Raw(error), (current, line) => current.Raw(line)).Exit(2);
        }

        run = words.Start is { } start ? run.Info(41, start) : run;
        if (BadFlags(flags, words) is { } why)
        {
            return run.Fail(58, words.BadFlags, words.ExplainsBadFlags ? why : null);
        }

        return Look(run, launcher, words, out var mayGoOn) is var looked && mayGoOn
            ? flags.Freeze ? Freeze(looked, flags, launcher, release) : Thaw(looked, flags, launcher, release)
            : looked;
    }

    /// <summary>The old generation had a check of name and namespace that never triggered.</summary>
    private static string? BadFlags(FreezerArguments flags, FreezerWords words) => flags switch
    {
        { Freeze: false, Unfreeze: false } => "either --freeze or --unfreeze must be given",
        { Name: "" } or { Namespace: "" } when words.ExplainsBadFlags => "--name and --namespace must be given",
        _ => null,
    };

    private static FreezerRun Look(FreezerRun run, Launcher launcher, FreezerWords words, out bool mayGoOn)
    {
        mayGoOn = false;
        if (launcher.Trouble == LauncherTrouble.SocketDead)
        {
            return run.Fail(71, "Failed to connect launcher", "connection refused");
        }

        run = run.After(LauncherCommands.Quick);
        if (launcher.Trouble == LauncherTrouble.GuestInfoFails)
        {
            return run.Fail(77, "Failed to get guest info", Broken("GetGuestInfo"));
        }

        var version = run.Guest.AgentVersionAt(run.Now);
        if (version.Length == 0)
        {
            return run.Info(82, "No guest agent, exiting");
        }

        run = run.Info(86, $"Guest agent version is {version}").After(LauncherCommands.Quick);
        if (launcher.Trouble == LauncherTrouble.DomainFails)
        {
            return run.Fail(91, "Failed to get domain", Broken("GetDomain"));
        }

        mayGoOn = launcher.Trouble == LauncherTrouble.None && !run.Guest.IsPausedAt(run.Now);
        return mayGoOn ? run : run.Log(words.NotRunningLevel, 96, words.NotRunning, reason: null).Exit(words.NotRunningExit);
    }

    private static FreezerRun Freeze(FreezerRun run, FreezerArguments flags, Launcher launcher, KubeVirtRelease release)
    {
        var domain = Launcher.DomainOf(flags.Namespace, flags.Name);
        var result = LauncherCommands.Freeze(run.Guest, launcher, domain, TimeSpan.FromSeconds(flags.ThawAfterSeconds), release, run.Now);
        run = run.After(result);
        if (result.Error is not { } reason)
        {
            return run.Info(121, release.Freezer.Done);
        }

        if (!result.IsAgentBusy || !release.ExplainsAgentErrors)
        {
            return run.Fail(112, release.Freezer.FreezeFailed, reason);
        }

        var thawed = run.After(LauncherCommands.Thaw(run.Guest, launcher, domain, release, run.Now));
        var needed = run.Guest.IsWindows ? "guest agent and VSS are" : "guest agent is";
        return thawed.Fail(108, string.Format(CultureInfo.InvariantCulture, release.Freezer.AgentBusy, needed), reason);
    }

    private static FreezerRun Thaw(FreezerRun run, FreezerArguments flags, Launcher launcher, KubeVirtRelease release)
    {
        var words = release.Freezer;
        var result = LauncherCommands.Thaw(run.Guest, launcher, Launcher.DomainOf(flags.Namespace, flags.Name), release, run.Now);
        run = run.After(result);
        return result.Error is { } reason
            ? run.Fail(116, result.IsTooLate && release.ExplainsAgentErrors ? words.TooLate : words.ThawFailed, reason)
            : run.Info(121, words.Done);
    }

    private static string Broken(string command) => $"unknown error encountered sending command {command}: rpc error: code = Unavailable desc = error reading from server: EOF";
}
