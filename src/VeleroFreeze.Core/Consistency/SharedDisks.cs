namespace VeleroFreeze.Core.Consistency;

/// <summary>A disk that several running VMs write to is consistent only where each of them was frozen.</summary>
internal static class SharedDisks
{
    public static bool AreFrozen(Case @case, DiskCapture capture) =>
        @case.Sharers[capture.Claim].All(finding => finding is FreezeFinding.Attested { VssThawed: false } attested && attested.Windows.Any(window => Placement.Of(window, capture).Place == Consistency.Place.Inside));

    public static Placement Place(Case @case, DiskCapture capture, Placement own) =>
        own.Place == Consistency.Place.Inside && !AreFrozen(@case, capture) ? Placement.Outside(ReasonCode.CapturedOutsideWindow) : own;
}
