using System.Globalization;
using System.Text;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.Guests;

/// <summary>How a freeze or thaw went that was asked of virt-launcher.</summary>
internal sealed record CommandResult(Guest After, TimeSpan Took)
{
    /// <summary>The error as the caller sees it; null is success.</summary>
    public string? Error { get; init; }

    public bool IsAgentBusy => Error?.Contains("Guest agent not available for now", StringComparison.Ordinal) is true;

    public bool IsTooLate => Error?.Contains("fsfreeze is limited", StringComparison.Ordinal) is true;
}

/// <summary>Freeze and thaw inside virt-launcher, as virt-freezer and the subresources ask for them.</summary>
internal static class LauncherCommands
{
    public static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20);
    public static readonly TimeSpan FreezeTime = TimeSpan.FromMilliseconds(300);
    public static readonly TimeSpan SlowFreezeTime = TimeSpan.FromSeconds(25);

    /// <summary>The domain that is asked for need not be the launcher's. It thaws by itself after a while; zero never does.</summary>
    public static CommandResult Freeze(Guest guest, Launcher launcher, string domain, TimeSpan thawAfter, KubeVirtRelease release, DateTimeOffset now)
    {
        if (launcher.IsMigrating && release.MigrationRefusal is { } refusal)
        {
            return Failed("Freeze", guest, Quick, refusal);
        }

        if (Unreachable("Freeze", guest, launcher, domain, now) is { } unreachable)
        {
            return unreachable;
        }

        if (guest.Fault == GuestFault.Hangs)
        {
            return NeverAnswered("Freeze", guest, release.FreezeTimeout, release);
        }

        // The timer of the freeze that stands goes on as it was: success says nothing about how long this freeze lasts.
        if (guest.ReportsFrozenAt(now))
        {
            return new CommandResult(guest, Quick);
        }

        return GuestTexts.FreezeRefusal(guest.Fault) is { } why
            ? Failed("Freeze", guest, Quick, why)
            : FreezeNow(guest, thawAfter, release, now);
    }

    public static CommandResult Thaw(Guest guest, Launcher launcher, string domain, KubeVirtRelease release, DateTimeOffset now)
    {
        if (Unreachable("Unfreeze", guest, launcher, domain, now) is { } unreachable)
        {
            return unreachable;
        }

        guest = guest.CancelTimer(now);
        if (guest.Fault == GuestFault.Hangs)
        {
            return NeverAnswered("Unfreeze", guest, release.ThawTimeout, release);
        }

        var start = guest.BusyUntil > now ? guest.BusyUntil : now;
        var took = start - now + Quick;
        if (took > (release.AgentTimeout ?? release.ThawTimeout))
        {
            return NeverAnswered("Unfreeze", guest, release.ThawTimeout, release);
        }

        if (guest.ReportsFrozenAt(start) && !guest.IsFrozenAt(start) && guest.IsWindows)
        {
            return Failed("Unfreeze", guest.Thaw(now + took), took, GuestTexts.TooLate);
        }

        return new CommandResult(guest.ReportsFrozenAt(start) ? guest.Thaw(now + took) : guest, took);
    }

    private static CommandResult? Unreachable(string command, Guest guest, Launcher launcher, string domain, DateTimeOffset now)
    {
        if (domain != launcher.Domain || launcher.Trouble == LauncherTrouble.NoDomain)
        {
            return Failed(command, guest, Quick, GuestTexts.NoDomain(domain));
        }

        if (guest.IsPausedAt(now))
        {
            return Failed(command, guest, Quick, GuestTexts.NotRunning);
        }

        return guest.IsAgentConnectedAt(now) ? null : Failed(command, guest, Quick, GuestTexts.AgentGone);
    }

    private static CommandResult FreezeNow(Guest guest, TimeSpan thawAfter, KubeVirtRelease release, DateTimeOffset now)
    {
        var start = guest.BusyUntil > now ? guest.BusyUntil : now;
        var took = start - now + (guest.Fault == GuestFault.Slow ? SlowFreezeTime : FreezeTime);
        if (took > release.AgentTimeout)
        {
            return NeverAnswered("Freeze", guest, release.FreezeTimeout, release);
        }

        var frozen = now + took;
        var after = guest.Freeze(frozen, thawAfter > TimeSpan.Zero ? frozen + thawAfter : null);
        // virt-launcher does not look at the caller's deadline: it freezes, and arms the timer, after the caller has given up.
        return took <= release.FreezeTimeout
            ? new CommandResult(after, took)
            : new CommandResult(after, release.FreezeTimeout) { Error = DeadlineExceeded("Freeze") };
    }

    /// <summary>Either virt-launcher gives up on the agent, or the caller on virt-launcher, whoever has less patience.</summary>
    private static CommandResult NeverAnswered(string command, Guest guest, TimeSpan callTimeout, KubeVirtRelease release) =>
        release.AgentTimeout is { } patience && patience < callTimeout
            ? Failed(command, guest, patience, GuestTexts.AgentBusy)
            : new CommandResult(guest, callTimeout) { Error = DeadlineExceeded(command) };

    private static CommandResult Failed(string command, Guest guest, TimeSpan took, string why) =>
        new(guest, took) { Error = $"server error. command {command} failed: {Quote(why)}" };

    private static string DeadlineExceeded(string command) =>
        $"unknown error encountered sending command {command}: rpc error: code = DeadlineExceeded desc = context deadline exceeded";

    /// <summary>Go's %q for the text that occurs here.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\u007f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
