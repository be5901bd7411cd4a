using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Obligations;

/// <summary>Obligation <c>inside</c>: every disk was captured inside the one window in which the guest was frozen.</summary>
internal sealed record InsideWindow : Proof
{
    private InsideWindow(string evidence)
        : base(evidence)
    {
    }

    public static Obligation<InsideWindow> Of(IReadOnlyList<DiskCapture> captures, FreezeWindow window, IReadOnlyList<Placement> places)
    {
        var out_ = captures.Zip(places).FirstOrDefault(pair => pair.Second.Place != Place.Inside);
        return out_.First is { } disk ? new Gap(out_.Second.Reason ?? ReasonCode.CaptureUnknown, $"{disk.Claim} is not known to lie inside")
            : captures.Count == 0 ? new Gap(ReasonCode.CaptureUnknown, "no disk is known")
            : new InsideWindow(window.EffectiveLimit is { } limit ? $"all disks between lines {window.Opens.Line} and {window.Closes?.Line.ToString(null, null) ?? "the end"}, limit {limit} s" : $"all disks between lines {window.Opens.Line} and {window.Closes?.Line.ToString(null, null) ?? "the end"}, no limit");
    }

    /// <summary>KubeVirt captures the disks of its own backup while it holds the guest.</summary>
    public static Obligation<InsideWindow> OfQuiesced(IReadOnlyList<DiskCapture> captures, string backup) =>
        captures.FirstOrDefault(capture => capture is not { State: CaptureState.Elsewhere, IsHeldByKubeVirt: true, IsDirectory: false }) is { } other
            ? new Gap(ReasonCode.CapturedOutsideWindow, $"{other.Claim} is not part of the VirtualMachineBackup {backup}")
            : new InsideWindow($"all disks are part of the VirtualMachineBackup {backup}");
}
