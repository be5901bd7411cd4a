namespace VeleroFreeze.Sandbox.Guests;

/// <summary>One freeze. From and to may lie ahead: what has been asked of an agent happens when it gets there.</summary>
internal sealed record FreezeSpan(DateTimeOffset From)
{
    /// <summary>When virt-launcher thaws by itself; null never does.</summary>
    public DateTimeOffset? ThawDue { get; init; }

    /// <summary>When somebody thawed; null is not yet.</summary>
    public DateTimeOffset? ThawedAt { get; init; }

    /// <summary>When the guest itself lets writes through, whatever its agent says; null never does.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>No file system was ever frozen, whatever the agent says.</summary>
    public bool IsPretended { get; init; }

    public DateTimeOffset? ReportedEnd => Earlier(ThawedAt, ThawDue);

    public DateTimeOffset? TrueEnd => IsPretended ? From : Earlier(ReportedEnd, HeldUntil);

    public bool IsReportedAt(DateTimeOffset time) => From <= time && !(ReportedEnd <= time);

    public bool IsTrueAt(DateTimeOffset time) => From <= time && !(TrueEnd <= time);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
