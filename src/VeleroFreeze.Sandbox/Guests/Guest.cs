using System.Collections.Immutable;

namespace VeleroFreeze.Sandbox.Guests;

/// <summary>
/// A guest and its history. Nothing runs in it: what it is at a time follows from what was done to it, so that a guest at any speed, or asked
/// afterwards, tells the same. Every freeze is kept: <see cref="IsFrozenAt"/> is the truth that no one in the cluster can see.
/// </summary>
internal sealed record Guest(GuestFault Fault, DateTimeOffset Started)
{
    public static readonly TimeSpan BootTime = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan AgentReconnectTime = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan ShadowCopyLimit = TimeSpan.FromSeconds(10);

    /// <summary>When this launcher process first heard of the agent; an agent from before it does not count.</summary>
    public DateTimeOffset AgentKnownFrom { get; init; } = Started + BootTime;

    public DateTimeOffset LauncherStarted { get; init; } = Started;

    public DateTimeOffset? PausedFrom { get; init; } = Fault == GuestFault.Paused ? Started + BootTime : null;

    /// <summary>The agent does one thing after the other.</summary>
    public DateTimeOffset BusyUntil { get; init; } = Started;

    public ImmutableList<FreezeSpan> Freezes { get; init; } = [];

    public bool IsWindows { get; init; } = Fault == GuestFault.Windows;

    /// <summary>Whether the file systems really stand still.</summary>
    public bool IsFrozenAt(DateTimeOffset time) => Freezes.Exists(span => span.IsTrueAt(time));

    /// <summary>Whether the agent says that they do.</summary>
    public bool ReportsFrozenAt(DateTimeOffset time) => Freezes.Exists(span => span.IsReportedAt(time));

    public bool IsPausedAt(DateTimeOffset time) => PausedFrom <= time;

    /// <summary>What virt-launcher remembers of the agent, which outlives the agent itself. Empty when it has never heard of one.</summary>
    public string AgentVersionAt(DateTimeOffset time) => Fault == GuestFault.NoAgent || time < AgentKnownFrom ? "" : GuestTexts.AgentVersion(Fault);

    public bool IsAgentConnectedAt(DateTimeOffset time) => AgentVersionAt(time).Length > 0 && Fault != GuestFault.AgentDies;

    /// <summary>What the VMI shows: the agent's word of the last poll. Nobody polls a paused guest.</summary>
    public bool ShowsFrozenAt(DateTimeOffset time)
    {
        var seen = PausedFrom < time ? PausedFrom.Value : time;
        var polls = Math.Floor((seen - LauncherStarted) / StatusInterval);
        return AgentVersionAt(seen).Length > 0 && ReportsFrozenAt(LauncherStarted + (polls * StatusInterval));
    }

    public Guest Pause(DateTimeOffset time) => this with { PausedFrom = PausedFrom ?? time };

    public Guest Resume() => this with { PausedFrom = null };

    /// <summary>A new launcher process takes over: the guest goes on as it is; the timer and all that was known of the agent are gone.</summary>
    public Guest Migrate(DateTimeOffset time) => this with
    {
        LauncherStarted = time,
        AgentKnownFrom = time + AgentReconnectTime,
        Freezes = Freezes.ConvertAll(span => span.ReportedEnd <= time ? span : span with { ThawDue = null }),
    };

    /// <summary>The guest is gone, and with it every freeze.</summary>
    public Guest Stop(DateTimeOffset time) => Thaw(time);

    public Guest Freeze(DateTimeOffset from, DateTimeOffset? thawDue) => this with
    {
        BusyUntil = from,
        Freezes = Freezes.Add(new FreezeSpan(from)
        {
            ThawDue = thawDue,
            HeldUntil = IsWindows ? from + ShadowCopyLimit : null,
            IsPretended = Fault == GuestFault.Lying,
        }),
    };

    public Guest CancelTimer(DateTimeOffset time) => this with
    {
        Freezes = Freezes.ConvertAll(span => span.ReportedEnd <= time ? span : span with { ThawDue = null }),
    };

    public Guest Thaw(DateTimeOffset time) => this with
    {
        Freezes = Freezes.ConvertAll(span => span.ReportedEnd <= time ? span : span with { ThawedAt = time > span.From ? time : span.From }),
    };
}
