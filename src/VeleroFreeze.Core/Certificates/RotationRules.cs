namespace VeleroFreeze.Core.Certificates;

/// <summary>How long certificates live, and how long a change of authority waits at each step.</summary>
public sealed record RotationRules
{
    /// <summary>Of an authority; default two years. It is replaced when two thirds are over.</summary>
    public TimeSpan AuthorityLifetime { get; init; } = TimeSpan.FromDays(730);

    /// <summary>Of a serving certificate; default 14 days. It is replaced at half of it.</summary>
    public TimeSpan LeafLifetime { get; init; } = TimeSpan.FromDays(14);

    /// <summary>From when a new authority stands in the registration until it signs: every API server has to have read it. Default 10 minutes.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From the change until the old authority is taken away: every webhook has to serve its new certificate. Default 24 hours.</summary>
    public TimeSpan RetireAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How much before its making a certificate is valid, for clocks that are behind: an hour.</summary>
    public static TimeSpan Skew { get; } = TimeSpan.FromHours(1);

    /// <summary>Trusted at once: one that signs, one that will, one that did.</summary>
    public const int MaxAuthorities = 3;
}
