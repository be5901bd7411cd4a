using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>
/// Places a file-system copy, whose times are the node agent's while the hooks' are the Velero server's. The whole interval has to lie in the
/// window; one that only comes closer to its edge than two clocks may differ cannot be placed. A clock alone proves nothing: a node's may be half a minute behind.
/// </summary>
internal static class FileCopyPlacement
{
    /// <summary>Seconds by which the clock of a node may differ from the server's. NTP keeps nodes within milliseconds.</summary>
    public const int ToleranceSeconds = 5;

    public static Placement Of(FreezeWindow window, DiskCapture capture)
    {
        if (capture is not { From.At: { } from, To.At: { } to } || window.Opens.At is not { } opens)
        {
            return Placement.Unknown(ReasonCode.CaptureUnknown);
        }

        var closes = window.Closes?.At;
        return to < from ? Placement.Unknown(ReasonCode.ClockSkew)
            : closes is { } end && to > end.Plus(ToleranceSeconds) ? Placement.Outside(ReasonCode.LiveFileSystemRead)
            : !capture.FollowsHook && from.Plus(ToleranceSeconds) < opens ? Placement.Outside(ReasonCode.LiveFileSystemRead)
            : to.Plus(ToleranceSeconds) < opens ? Placement.Outside(ReasonCode.LiveFileSystemRead)
            : Late(window, to) ?? Close(capture, from, to, opens, closes) ?? ByClockAlone(window, capture) ?? Placement.Inside;
    }

    /// <summary>A copy that outlasts the limit was read, at least in part, from a running guest.</summary>
    private static Placement? Late(FreezeWindow window, DateTimeOffset to) => Placement.ByLimit(window, to.Plus(ToleranceSeconds)) switch
    {
        { Place: Place.Outside } => Placement.Outside(ReasonCode.LiveFileSystemRead),
        { Place: Place.Unknown } unknown => unknown,
        _ => null,
    };

    /// <summary>Velero begins a copy through the launcher pod only after that pod's pre hook, so its beginning needs no tolerance.</summary>
    private static Placement? Close(DiskCapture capture, DateTimeOffset from, DateTimeOffset to, DateTimeOffset opens, DateTimeOffset? closes)
    {
        var begins = from.Plus(capture.FollowsHook ? ToleranceSeconds : -ToleranceSeconds) > opens;
        var ends = closes is not { } end || to.Plus(ToleranceSeconds) < end;
        return begins && ends ? null : Placement.Unknown(ReasonCode.ClockSkew);
    }

    /// <summary>
    /// Velero's own order bounds a copy: it begins after the pre hook of its pod and, since 1.15.1, ends before the post hook. So it ended in time where the post hook
    /// came in time, by the one clock that timed the freeze.
    /// </summary>
    private static Placement? ByClockAlone(FreezeWindow window, DiskCapture capture) =>
        capture is { FollowsHook: true, PrecedesThaw: true } && window.Closes?.At is { } closes && Placement.ByLimit(window, closes).Place == Place.Inside
            ? null
            : Placement.Unknown(ReasonCode.CaptureUnknown);
}
