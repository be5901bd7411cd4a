using VeleroFreeze.Core.Consistency.Disks;
using VeleroFreeze.Core.Consistency.Freezes;
using VeleroFreeze.Core.Consistency.Obligations;
using VeleroFreeze.Core.Consistency.Reports;

namespace VeleroFreeze.Core.Consistency.Judging;

/// <summary>A verdict with what led to it. A good one cannot be made without its proofs.</summary>
internal sealed record Judgement
{
    private Judgement(Verdict verdict, IReadOnlyList<ReasonCode> reasons, string? detail) => (Verdict, Reasons, Detail) = (verdict, reasons, detail);

    public Verdict Verdict { get; }

    /// <summary>The decisive one first.</summary>
    public IReadOnlyList<ReasonCode> Reasons { get; private init; }

    /// <summary>What a person should read besides the reasons: a cause in the words of the evidence, or what contradicts what.</summary>
    public string? Detail { get; }

    /// <summary>The window that was judged by.</summary>
    public FreezeWindow? Window { get; init; }

    /// <summary>By disk, in the order of the captures; null where there was no window.</summary>
    public IReadOnlyList<Placement>? Placements { get; init; }

    /// <summary>What was proven and what was not.</summary>
    public IReadOnlyList<ObligationReport> Checklist { get; init; } = [];

    /// <summary>The proofs are not looked at: that they are there is all.</summary>
    public static Judgement FileSystemConsistent(RunningProofs proofs, ReasonCode reason) =>
        proofs is null ? throw new ArgumentNullException(nameof(proofs)) : new Judgement(Verdict.FileSystemConsistent, [reason], null);

    /// <inheritdoc cref="FileSystemConsistent"/>
    public static Judgement OfflineConsistent(OffProofs proofs) =>
        proofs is null ? throw new ArgumentNullException(nameof(proofs)) : new Judgement(Verdict.OfflineConsistent, [ReasonCode.PoweredOff], null);

    public static Judgement Less(LesserVerdict verdict, IReadOnlyList<ReasonCode> reasons, string? detail = null) => new(Of(verdict), reasons, detail);

    public static Judgement Unverified(ReasonCode reason, string? detail = null) => Less(LesserVerdict.Unverified, [reason], detail);

    /// <summary>What is missing decides; what else is missing follows.</summary>
    public static Judgement Unproven(IReadOnlyList<Gap> gaps) => Less(LesserVerdict.Unverified, [.. gaps.Select(gap => gap.Reason).Distinct()], gaps[0].Why);

    public Judgement With(params IEnumerable<ReasonCode> reasons) => this with { Reasons = [.. Reasons.Concat(reasons).Distinct()] };

    private static Verdict Of(LesserVerdict verdict) => verdict switch
    {
        LesserVerdict.CrashConsistent => Verdict.CrashConsistent,
        LesserVerdict.Partial => Verdict.Partial,
        LesserVerdict.NotCovered => Verdict.NotCovered,
        _ => Verdict.Unverified,
    };
}

/// <summary>The verdicts that take no proof.</summary>
internal enum LesserVerdict
{
    CrashConsistent,
    Partial,
    NotCovered,
    Unverified,
}
