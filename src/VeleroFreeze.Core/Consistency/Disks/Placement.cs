using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>Where a captured disk lies.</summary>
internal enum Place
{
    Inside,
    Outside,

    /// <summary>Nowhere: it was not captured.</summary>
    Missing,
    Unknown,
}

/// <param name="Place">In the window, out of it, or not to be told.</param>
/// <param name="Reason">Why not inside; null when it is.</param>
internal sealed record Placement(Place Place, ReasonCode? Reason = null)
{
    public static Placement Inside { get; } = new(Place.Inside);

    public static Placement Missing { get; } = new(Place.Missing);

    public static Placement Outside(ReasonCode reason) => new(Place.Outside, reason);

    public static Placement Unknown(ReasonCode reason) => new(Place.Unknown, reason);

    public static Placement Of(FreezeWindow window, DiskCapture capture) => capture.Method switch
    {
        CaptureMethod.PodVolumeBackup => FileCopyPlacement.Of(window, capture),
        CaptureMethod.NativeSnapshot => OfSnapshot(window, capture with { To = window.Closes is { } closes && capture.From?.Line < closes.Line ? closes : capture.From }, isClosedByHook: true),
        _ => OfSnapshot(window, capture, isClosedByHook: false),
    };

    /// <summary>Inside is proven by both ends; outside by one of them. All else cannot be told.</summary>
    private static Placement OfSnapshot(FreezeWindow window, DiskCapture capture, bool isClosedByHook)
    {
        if (capture.To is { } end && end.IsSurelyBefore(window.Opens))
        {
            return Outside(ReasonCode.CapturedOutsideWindow);
        }

        if (capture.From is not { } from || capture.To is not { } to || (isClosedByHook && window.Closes is null))
        {
            return capture.From is { } late && window.Closes?.IsSurelyBefore(late) == true ? Outside(ReasonCode.CapturedOutsideWindow) : Unknown(ReasonCode.CaptureUnknown);
        }

        return window.Closes?.IsSurelyBefore(from) == true ? Outside(ReasonCode.CapturedOutsideWindow)
            : !window.Opens.IsSurelyBefore(from) || !(isClosedByHook || IsBeforeEnd(window, to)) ? Unknown(ReasonCode.CaptureUnknown)
            : to.At is not { } second || from.At < window.Opens.At || second < from.At ? Unknown(ReasonCode.ClockSkew)
            : ByLimit(window, second);
    }

    private static bool IsBeforeEnd(FreezeWindow window, LogPosition to) => window.Closes is not { } closes || to.IsSurelyBefore(closes);

    /// <summary>What may have been captured after an automatic thaw counts as captured after it.</summary>
    public static Placement ByLimit(FreezeWindow window, DateTimeOffset second) =>
        !window.IsWithin(window.LimitSeconds, second) ? Outside(ReasonCode.AutomaticThaw)
        : window.IsWithinVss(second) ? Inside
        : window.Guest switch
        {
            GuestSystem.Windows => Outside(ReasonCode.VssWindowExceeded),
            GuestSystem.Unknown => Unknown(ReasonCode.GuestUnknown),
            _ => Inside,
        };
}
