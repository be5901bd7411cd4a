namespace VeleroFreeze.Core.Consistency;

/// <summary>
/// Finds disks for VMs that nothing but the evidence tells of. A claim captured between a VM's own hooks is taken as that VM's; a claim of its
/// namespace that lies between nobody's hooks may be anybody's, so that with one of those no VM there can be called consistent.
/// </summary>
internal static class UnknownDisks
{
    public static IEnumerable<Case> Assign(EvidenceIndex index, HookAttribution attribution, IReadOnlyList<Case> cases)
    {
        var known = cases.SelectMany(@case => @case.Captures.Select(capture => new VirtualMachineKey(@case.Subject.Key.Namespace, capture.Claim))).ToHashSet();
        var brackets = cases.Where(@case => !@case.Subject.KnowsDisks).ToLookup(@case => @case.Subject.Key.Namespace, @case => (@case.Subject, Bracket: Bracket.Of(attribution.Of(@case.Subject.Key))), StringComparer.Ordinal);
        return cases.Select(@case => @case.Subject.KnowsDisks ? @case : @case with { Captures = Captures(index, @case.Subject, known, brackets) });
    }

    private static IReadOnlyList<DiskCapture> Captures(EvidenceIndex index, Subject subject, HashSet<VirtualMachineKey> known, ILookup<string, (Subject Subject, Bracket Bracket)> brackets)
    {
        var captures = index.Claims.Value.Where(claim => claim.Namespace == subject.Key.Namespace && !known.Contains(claim))
            .OrderBy(claim => claim.Name, StringComparer.Ordinal)
            .Select(claim => CaptureReader.Of(index, subject, new DiskFacts(claim.Name, claim.Name)));
        return [.. captures.Select(capture => Owned(index, subject, capture, [.. brackets[subject.Key.Namespace]])).OfType<DiskCapture>()];
    }

    /// <returns>The capture if it is the VM's, null if it is another's, and one that cannot be placed if it may be anybody's.</returns>
    private static DiskCapture? Owned(EvidenceIndex index, Subject subject, DiskCapture capture, List<(Subject Subject, Bracket Bracket)> brackets)
    {
        var owners = brackets.Where(pair => pair.Bracket.Encloses(capture)).Select(pair => pair.Subject.Key).ToList();
        return index.Evidence.Log.HooksInterleave || owners.Count != 1 ? capture with { State = CaptureState.Unknown, Reason = ReasonCode.CaptureUnknown }
            : owners[0] == subject.Key ? capture
            : null;
    }
}
