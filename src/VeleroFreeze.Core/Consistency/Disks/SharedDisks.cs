using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>A disk that several running VMs write to is consistent only where each of them was frozen.</summary>
internal static class SharedDisks
{
    public static bool AreFrozen(Case @case, DiskCapture capture) =>
        @case.Sharers[capture.Claim].All(finding => finding is FreezeFinding.Attested { VssThawed: false } attested && attested.Windows.Any(window => Placement.Of(window, capture).Place == Disks.Place.Inside));

    public static Placement Place(Case @case, DiskCapture capture, Placement own) =>
        own.Place == Disks.Place.Inside && !AreFrozen(@case, capture) ? Placement.Outside(ReasonCode.CapturedOutsideWindow) : own;
}
