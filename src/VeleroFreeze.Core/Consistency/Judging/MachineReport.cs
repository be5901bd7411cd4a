using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Gathering;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>Turns a judgement into what the report says of a VM.</summary>
internal static class MachineReport
{
    public static VirtualMachineReport Of(MachineFindings findings, Judgement judgement)
    {
        var vm = findings.Machine;
        return new VirtualMachineReport(
            vm.Key.Namespace,
            vm.Key.Name,
            vm.Policy,
            judgement.Verdict,
            judgement.Reasons,
            VerdictMessage.Of(vm, judgement),
            findings.Finding?.Asked?.Pod?.Name ?? (vm is { IsOff: false, Pods: [var current, ..] } ? current.Name : null),
            Freeze(findings.Finding, judgement.Window),
            [.. Volumes(findings, judgement).OrderBy(volume => volume.Claim, StringComparer.Ordinal)])
        {
            Obligations = judgement.Checklist,
        };
    }

    private static FreezeReport? Freeze(FreezeFinding? finding, FreezeWindow? window) =>
        (window ?? First(finding)) is { } judged ? new FreezeReport(judged.Freeze.StartedAt, judged.Freeze.EndedAt, judged.ClosedAt, judged.EffectiveLimit)
        : finding?.Asked is { } asked ? new FreezeReport(asked.StartedAt, null, null, Limit(asked.Command))
        : null;

    private static FreezeWindow? First(FreezeFinding? finding) => finding is FreezeFinding.Attested { Windows: [var first, ..] } ? first : null;

    private static int? Limit(FreezerCommand? command) => (command?.UnfreezeTimeoutSeconds ?? FreezerCommand.DefaultUnfreezeTimeoutSeconds) is not 0 and var seconds ? seconds : null;

    private static IEnumerable<VolumeReport> Volumes(MachineFindings findings, Judgement judgement) =>
        findings.Captures.Select((capture, i) => Volume(capture, judgement.Placements?[i]));

    private static VolumeReport Volume(DiskCapture capture, Placement? placement) => new(
        capture.Claim,
        capture.State == CaptureState.NotCaptured ? CaptureMethod.None : capture.Method,
        capture.From?.At,
        capture.To?.At,
        placement?.Place switch { Place.Inside => true, Place.Outside => false, _ => null });
}
