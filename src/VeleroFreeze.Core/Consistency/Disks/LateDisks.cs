using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>A disk that was plugged in after the freeze is not frozen by it: what the guest mounts later takes writes while all the rest stands still.</summary>
internal static class LateDisks
{
    /// <summary>Where a disk lies that a capture alone would place inside.</summary>
    public static Placement Place(BackedUpMachine vm, FreezeWindow window, DiskCapture capture, Placement own)
    {
        if (own.Place != Disks.Place.Inside || vm.Timeline.IsEmpty)
        {
            return own;
        }

        return window.Freeze.StartedAt is not { } frozen ? Placement.Unknown(ReasonCode.CaptureUnknown)
            : Has(vm, capture.Claim, frozen.Plus(-Clocks.ToleranceSeconds)) ? own
            // A disk that came just before the freeze may be told of just after it.
            : Has(vm, capture.Claim, frozen.Plus(Clocks.ToleranceSeconds + Clocks.WatchLagSeconds)) ? Placement.Unknown(ReasonCode.CaptureUnknown)
            : Placement.Outside(ReasonCode.CapturedOutsideWindow);
    }

    /// <summary>A VM that was seen only later, or of which nothing was known, is another obligation's matter.</summary>
    private static bool Has(BackedUpMachine vm, string claim, DateTimeOffset at) =>
        vm.Timeline.At(at) is not { State: not RunState.Unknown } machine || machine.Disks.Any(disk => disk.Claim == claim);
}
