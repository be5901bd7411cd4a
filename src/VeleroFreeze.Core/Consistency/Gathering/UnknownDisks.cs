using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Machines;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Gathering;

/// <summary>
/// Finds disks for VMs that nothing but the evidence tells of. A claim captured between a VM's own hooks is taken as that VM's; a claim of its
/// namespace that lies between nobody's hooks may be anybody's, so that with one of those no VM there can be called consistent.
/// </summary>
internal static class UnknownDisks
{
    /// <summary>A few suffice to say that it cannot be told; every claim for every VM would make a report without end.</summary>
    private const int MostOfNobody = 20;

    public static IEnumerable<MachineFindings> Assign(EvidenceIndex index, HookAttribution attribution, IReadOnlyList<MachineFindings> machines)
    {
        var spans = machines.Where(findings => !findings.Machine.KnowsDisks).ToLookup(findings => findings.Machine.Key.Namespace, findings => (findings.Machine, HookSpan: HookSpan.Of(attribution.Of(findings.Machine.Key))), StringComparer.Ordinal);
        if (spans.Count == 0)
        {
            return machines;
        }

        var known = machines.SelectMany(findings => findings.Captures.Select(capture => findings.Machine.Key with { Name = capture.Claim })).ToHashSet();
        var owned = index.Claims.Value.Where(claim => !known.Contains(claim) && spans.Contains(claim.Namespace))
            .OrderBy(claim => claim.Name, StringComparer.Ordinal)
            .ToLookup(claim => (claim.Namespace, OwnerOf(index, claim, spans[claim.Namespace])), claim => claim.Name);
        return machines.Select(findings => findings.Machine.KnowsDisks ? findings : findings with { Captures = Captures(index, findings.Machine, owned) });
    }

    private static IReadOnlyList<DiskCapture> Captures(EvidenceIndex index, BackedUpMachine vm, ILookup<(string Namespace, VirtualMachineKey? Owner), string> owned)
    {
        var own = owned[(vm.Key.Namespace, vm.Key)].Select(claim => Capture(index, vm, claim));
        var anybodys = owned[(vm.Key.Namespace, null)].Take(MostOfNobody).Select(claim => Capture(index, vm, claim) with { State = CaptureState.Unknown, Reason = ReasonCode.CaptureUnknown });
        return [.. own.Concat(anybodys).OrderBy(capture => capture.Claim, StringComparer.Ordinal)];
    }

    /// <returns>The VM between whose hooks it was captured; null if it may be anybody's.</returns>
    private static VirtualMachineKey? OwnerOf(EvidenceIndex index, VirtualMachineKey claim, IEnumerable<(BackedUpMachine Machine, HookSpan HookSpan)> spans)
    {
        if (index.Evidence.Log.HooksInterleave)
        {
            return null;
        }

        // On which lines it was captured is the same whosever it is.
        var capture = Capture(index, spans.First().Machine, claim.Name);
        var owners = spans.Where(pair => pair.HookSpan.Encloses(capture)).Take(2).Select(pair => pair.Machine.Key).ToList();
        return owners.Count == 1 ? owners[0] : null;
    }

    private static DiskCapture Capture(EvidenceIndex index, BackedUpMachine vm, string claim) => CaptureReader.Of(index, vm, new DiskFacts(claim, claim));
}
