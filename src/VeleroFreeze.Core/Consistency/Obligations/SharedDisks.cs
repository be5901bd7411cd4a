using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>A disk that several running VMs write to is consistent only where each of them was frozen, and where that is proven of each.</summary>
internal static class SharedDisks
{
    public static bool AreFrozen(EvidenceIndex index, MachineFindings findings, DiskCapture capture) => findings.Sharers[capture.Claim].All(sharer => sharer is not null && IsFrozen(index, sharer, capture));

    public static Placement Place(EvidenceIndex index, MachineFindings findings, DiskCapture capture, Placement own) =>
        own.Place == Disks.Place.Inside && !AreFrozen(index, findings, capture) ? Placement.Outside(ReasonCode.CapturedOutsideWindow) : own;

    /// <summary>What the sharer's other disks are is nothing to this one.</summary>
    private static bool IsFrozen(EvidenceIndex index, MachineFindings sharer, DiskCapture capture) =>
        sharer is { Contradiction: null, Finding: FreezeFinding.Attested { VssThawed: false } attested }
        && attested.Windows.Any(window => Placement.Of(window, capture).Place == Disks.Place.Inside
            && RunningChecks.Of(index, sharer, window, []) is { Instance.Proof: not null, History.Proof: not null, Freeze.Proof: not null, Alone.Proof: not null });
}
