using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>
/// Obligation <c>freeze</c>: virt-freezer, or KubeVirt for its own backup, said that the guest was frozen, and no other hook of this backup had frozen it before or may
/// have thawed it since.
/// </summary>
internal sealed record AttestedFreeze : Proof
{
    private AttestedFreeze(string evidence)
        : base(evidence)
    {
    }

    public static Obligation<AttestedFreeze> Of(EvidenceIndex index, FreezeWindow window, HookExecution? thaw, HookAttribution attribution, BackedUpMachine vm) =>
        EarlierHooks.Of(window.Freeze, attribution, vm, index.Evidence.Log) is { } earlier
            ? new Gap(ReasonCode.AlreadyFrozen, $"another pre hook ran before (line {earlier.StartLine}) and may have frozen the guest, with a timer that this freeze does not start anew")
        : EarlierHooks.Since(window.Freeze, thaw, attribution, index.Evidence.Log) is { } later
            ? new Gap(ReasonCode.HooksOverridden, $"another pre hook ran after the freeze (line {later.StartLine}) and may have thawed the guest")
        : new AttestedFreeze($"virt-freezer said so in line {window.Freeze.EndLine}");

    public static Obligation<AttestedFreeze> OfQuiesced(MachineBackup backup) => backup.Quiesced == QuiesceOutcome.Succeeded
        ? new AttestedFreeze($"KubeVirt said so of its VirtualMachineBackup {backup.Name}")
        : new Gap(ReasonCode.QuiescedElsewhere, "KubeVirt did not say that the guest was quiesced");
}
