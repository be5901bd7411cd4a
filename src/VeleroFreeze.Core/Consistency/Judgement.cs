using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency;

/// <summary>A verdict with what led to it.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Reasons">The decisive one first.</param>
/// <param name="Detail">What a person should read besides the reasons: a cause in the words of the evidence, or what contradicts what.</param>
internal sealed record Judgement(Verdict Verdict, IReadOnlyList<ReasonCode> Reasons, string? Detail = null)
{
    /// <summary>The window that was judged by.</summary>
    public FreezeWindow? Window { get; init; }

    /// <summary>By disk, in the order of the captures; null where there was no window.</summary>
    public IReadOnlyList<Placement>? Placements { get; init; }

    public static Judgement Unverified(ReasonCode reason, string? detail = null) => new(Verdict.Unverified, [reason], detail);

    public Judgement With(params IEnumerable<ReasonCode> reasons) => this with { Reasons = [.. Reasons.Concat(reasons).Distinct()] };
}
