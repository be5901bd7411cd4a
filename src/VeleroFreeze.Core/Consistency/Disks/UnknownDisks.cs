using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>
/// Finds disks for VMs that nothing but the evidence tells of. A claim captured between a VM's own hooks is taken as that VM's; a claim of its
/// namespace that lies between nobody's hooks may be anybody's, so that with one of those no VM there can be called consistent.
/// </summary>
internal static class UnknownDisks
{
    /// <summary>A few suffice to say that it cannot be told; every claim for every VM would make a report without end.</summary>
    private const int MostOfNobody = 20;

    public static IEnumerable<Case> Assign(EvidenceIndex index, HookAttribution attribution, IReadOnlyList<Case> cases)
    {
        var brackets = cases.Where(@case => !@case.Subject.KnowsDisks).ToLookup(@case => @case.Subject.Key.Namespace, @case => (@case.Subject, Bracket: Bracket.Of(attribution.Of(@case.Subject.Key))), StringComparer.Ordinal);
        if (brackets.Count == 0)
        {
            return cases;
        }

        var known = cases.SelectMany(@case => @case.Captures.Select(capture => @case.Subject.Key with { Name = capture.Claim })).ToHashSet();
        var owned = index.Claims.Value.Where(claim => !known.Contains(claim) && brackets.Contains(claim.Namespace))
            .OrderBy(claim => claim.Name, StringComparer.Ordinal)
            .ToLookup(claim => (claim.Namespace, OwnerOf(index, claim, brackets[claim.Namespace])), claim => claim.Name);
        return cases.Select(@case => @case.Subject.KnowsDisks ? @case : @case with { Captures = Captures(index, @case.Subject, owned) });
    }

    private static IReadOnlyList<DiskCapture> Captures(EvidenceIndex index, Subject subject, ILookup<(string Namespace, VirtualMachineKey? Owner), string> owned)
    {
        var own = owned[(subject.Key.Namespace, subject.Key)].Select(claim => Capture(index, subject, claim));
        var anybodys = owned[(subject.Key.Namespace, null)].Take(MostOfNobody).Select(claim => Capture(index, subject, claim) with { State = CaptureState.Unknown, Reason = ReasonCode.CaptureUnknown });
        return [.. own.Concat(anybodys).OrderBy(capture => capture.Claim, StringComparer.Ordinal)];
    }

    /// <returns>The VM between whose hooks it was captured; null if it may be anybody's.</returns>
    private static VirtualMachineKey? OwnerOf(EvidenceIndex index, VirtualMachineKey claim, IEnumerable<(Subject Subject, Bracket Bracket)> brackets)
    {
        if (index.Evidence.Log.HooksInterleave)
        {
            return null;
        }

        // On which lines it was captured is the same whosever it is.
        var capture = Capture(index, brackets.First().Subject, claim.Name);
        var owners = brackets.Where(pair => pair.Bracket.Encloses(capture)).Take(2).Select(pair => pair.Subject.Key).ToList();
        return owners.Count == 1 ? owners[0] : null;
    }

    private static DiskCapture Capture(EvidenceIndex index, Subject subject, string claim) => CaptureReader.Of(index, subject, new DiskFacts(claim, claim));
}
