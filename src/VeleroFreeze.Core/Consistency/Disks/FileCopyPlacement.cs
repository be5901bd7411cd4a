using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
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
            : Late(window, to) ?? Close(window, capture, from, to) ?? ByClockAlone(window, capture) ?? Placement.Inside;
    }

    /// <summary>A copy that outlasts the limit was read, at least in part, from a running guest.</summary>
    private static Placement? Late(FreezeWindow window, DateTimeOffset to) => Placement.ByLimit(window, to.Plus(ToleranceSeconds)) switch
    {
        { Place: Place.Outside } => Placement.Outside(ReasonCode.LiveFileSystemRead),
        { Place: Place.Unknown } unknown => unknown,
        _ => null,
    };

    /// <summary>Velero begins a copy through the launcher pod only after that pod's pre hook, so its beginning needs no tolerance; nor does its end where Velero has waited for it.</summary>
    private static Placement? Close(FreezeWindow window, DiskCapture capture, DateTimeOffset from, DateTimeOffset to)
    {
        var begins = from.Plus(capture.FollowsHook ? ToleranceSeconds : -ToleranceSeconds) > window.Opens.At;
        var ends = window.Closes?.At is not { } end || to.Plus(ToleranceSeconds) < end || IsAwaited(window, capture);
        return begins && ends ? null : Placement.Unknown(ReasonCode.ClockSkew);
    }

    /// <summary>
    /// Only 1.14 and 1.15.0 run the post hooks while copies of the pod go on. The one names pods in its hook lines; the other backs up one block to its post hooks before it
    /// puts the next one together, so that a log in which the next one comes first is not its.
    /// </summary>
    private static bool IsAwaited(FreezeWindow window, DiskCapture capture) =>
        capture is { FollowsHook: true, PrecedesThaw: true, NextBlockLine: > 0 and var next } && next < window.Closes?.Line;

    /// <summary>
    /// Velero's own order bounds a copy: it begins after the pre hook of its pod and, since 1.15.1, ends before the post hook. So it ended in time where the post hook
    /// came in time, by the one clock that timed the freeze.
    /// </summary>
    private static Placement? ByClockAlone(FreezeWindow window, DiskCapture capture) =>
        capture is { FollowsHook: true, PrecedesThaw: true } && window.Closes?.At is { } closes && Placement.ByLimit(window, closes).Place == Place.Inside
            ? null
            : Placement.Unknown(ReasonCode.CaptureUnknown);
}
