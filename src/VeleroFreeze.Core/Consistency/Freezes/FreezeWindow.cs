using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Freezes;

/// <summary>The time in which a guest was frozen: from the end of the pre hook to the first line that may have thawed it.</summary>
internal sealed record FreezeWindow
{
    /// <summary>VSS thaws ten seconds after the freeze, whatever virt-launcher was told.</summary>
    public const int VssLimitSeconds = 10;

    public required HookExecution Freeze { get; init; }

    /// <summary>What ended it: the thaw, or a command of unknown effect; null when nothing did before the limit.</summary>
    public HookExecution? End { get; init; }

    /// <summary>Seconds after which virt-launcher thaws by itself; null for never.</summary>
    public int? LimitSeconds { get; init; }

    public GuestSystem Guest { get; init; }

    /// <summary>Frozen for sure once the pre hook's last line is written.</summary>
    public LogPosition Opens => new(Freeze.EndedAt, Freeze.EndLine);

    /// <summary>Thawed, possibly, as soon as the next hook begins.</summary>
    public LogPosition? Closes => End is null ? null : new LogPosition(End.StartedAt, End.StartLine);

    /// <summary>The limit that counts for the guest; null for never.</summary>
    public int? EffectiveLimit => Guest == GuestSystem.Windows ? Math.Min(VssLimitSeconds, LimitSeconds ?? VssLimitSeconds) : LimitSeconds;

    /// <summary>When the window closed: by a hook, or by the limit if that came first.</summary>
    public DateTimeOffset? ClosedAt => (Closes?.At, Guest == GuestSystem.Windows ? Earlier(VssDeadline, Deadline(LimitSeconds)) : Deadline(LimitSeconds)) switch
    {
        ({ } hook, { } limit) => hook < limit ? hook : limit,
        var (hook, limit) => hook ?? limit,
    };

    /// <summary>
    /// Whether something that happened in a given second happened before the limit. The guest may have been frozen right when the hook
    /// began, and a second is over only when the next one begins.
    /// </summary>
    public bool IsWithin(int? limitSeconds, DateTimeOffset second) => Deadline(limitSeconds) is not { } deadline || second.Plus(1) <= deadline;

    /// <summary>
    /// Whether something that happened in a given second happened before Windows thawed by itself. VSS counts from when its provider holds the volumes, and the agent
    /// answers right then; what virt-freezer says of it is by the pod's clock.
    /// </summary>
    public bool IsWithinVss(DateTimeOffset second) => VssDeadline is { } deadline && second.Plus(1) <= deadline;

    /// <summary>The later of two bounds that both hold: ten seconds after the hook began, and after virt-freezer's word less the difference of two clocks.</summary>
    private DateTimeOffset? VssDeadline => Freeze.StartedAt is not { } began ? null
        : Freeze.Freezer?.At is { } told && told >= began.Plus(-Clocks.ToleranceSeconds) && told <= Freeze.EndedAt?.Plus(Clocks.ToleranceSeconds + 1)
            && told.Plus(VssLimitSeconds - Clocks.ToleranceSeconds) is var after && after > began.Plus(VssLimitSeconds) ? after
        : began.Plus(VssLimitSeconds);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => other is null || one < other ? one : other;

    private DateTimeOffset? Deadline(int? seconds) => seconds is { } limit ? Freeze.StartedAt?.Plus(limit) : null;
}
