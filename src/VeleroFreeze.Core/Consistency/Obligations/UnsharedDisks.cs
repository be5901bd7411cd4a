using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>The obligation <c>alone</c> of a VM that was off: nobody else wrote to its disks, or whoever did was frozen.</summary>
internal sealed record UnsharedDisks : Proof
{
    private UnsharedDisks(string evidence)
        : base(evidence)
    {
    }

    /// <summary>A mark of an import that anybody may write leaves no disk out; but it may be true, and then a pod was filling the disk.</summary>
    public static Obligation<UnsharedDisks> Of(EvidenceIndex index, MachineFindings findings) =>
        findings.Machine.Disks.FirstOrDefault(disk => disk.IsImporting) is { } filled ? new Gap(ReasonCode.CaptureUnknown, $"an import may still have been writing to {filled.Claim}")
        : findings.Captures.FirstOrDefault(capture => findings.Sharers.Contains(capture.Claim) && !SharedDisks.AreFrozen(index, findings, capture)) is { } shared
            ? new Gap(ReasonCode.CapturedOutsideWindow, $"a running VM writes to {shared.Claim} too")
            : new UnsharedDisks("no running VM that was not frozen writes to its disks");
}
