using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>The obligation <c>alone</c> of a VM that was off: nobody else wrote to its disks, or whoever did was frozen.</summary>
internal sealed record UnsharedDisks : Proof
{
    private UnsharedDisks(string evidence)
        : base(evidence)
    {
    }

    public static Obligation<UnsharedDisks> Of(EvidenceIndex index, Case @case) =>
        @case.Captures.FirstOrDefault(capture => @case.Sharers.Contains(capture.Claim) && !SharedDisks.AreFrozen(index, @case, capture)) is { } shared
            ? new Gap(ReasonCode.CapturedOutsideWindow, $"a running VM writes to {shared.Claim} too")
            : new UnsharedDisks("no running VM that was not frozen writes to its disks");
}
