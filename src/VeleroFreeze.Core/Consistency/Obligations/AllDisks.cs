using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>Obligation <c>disks</c>: every disk of the VM is known, and each was captured by evidence that agrees with itself.</summary>
internal sealed record AllDisks : Proof
{
    private AllDisks(string evidence)
        : base(evidence)
    {
    }

    public static Obligation<AllDisks> Of(EvidenceIndex index, MachineFindings findings) =>
        !findings.Machine.KnowsDisks ? new Gap(ReasonCode.DisksUnknown, "nobody told which disks it has")
        : findings.Captures.Count == 0 ? new Gap(ReasonCode.DisksUnknown, "it has no disk on a claim")
        : findings.Captures.Where(capture => capture.State is not (CaptureState.Captured or CaptureState.Elsewhere)).ToList() is { Count: > 0 } lacking
            ? new Gap(lacking[0].Reason ?? ReasonCode.CaptureUnknown, Captures.Causes(lacking))
        : Unaccounted(index, findings.Machine) is { } claim ? new Gap(ReasonCode.DisksUnknown, $"{claim} was captured and nobody tells whose disk it is: it may have been plugged in")
        : new AllDisks($"{Captures.Names(findings.Captures)}: each captured once");

    /// <summary>
    /// A watch tells of every disk that comes. Without one, a claim of the VM's namespace that Velero handled and that nothing else uses may have been plugged in
    /// while the backup ran.
    /// </summary>
    private static string? Unaccounted(EvidenceIndex index, BackedUpMachine vm) =>
        index.History is not { Source: not HistorySource.Watch, ClaimsInUse: { } used } ? null
        : index.Claims.Value.Where(claim => claim.Namespace == vm.Key.Namespace && !used.Contains(claim)).Select(claim => claim.Name).Order(StringComparer.Ordinal).FirstOrDefault();
}
