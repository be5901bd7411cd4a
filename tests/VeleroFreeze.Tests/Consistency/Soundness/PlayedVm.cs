using VeleroFreeze.Sandbox.Guests;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>One VM of a history, and what became of it. The guest's own record of its freezes is the truth a verdict is held against.</summary>
internal sealed class PlayedVm(string name, Row row, string[] claims, Guest? guest)
{
    public string Name => name;

    public Row Row => row;

    public string[] Claims => claims;

    public string Pod => $"virt-launcher-{name}";

    /// <summary>Null while it is off.</summary>
    public Guest? Guest
    {
        get;
        set
        {
            Version += field is null != value is null ? 1 : 0;
            HasRun |= value is not null;
            field = value;
        }
    }
    = guest;

    /// <summary>KubeVirt writes to the VM with every start and stop.</summary>
    public int Version { get; private set; }

    public bool HasRun { get; private set; } = guest is not null;

    public bool RunsAtStart { get; } = guest is not null;

    public bool RunsAtEnd => Guest is not null;

    /// <summary>When the data of a claim is from; over an interval for a file-system copy.</summary>
    public Dictionary<string, (DateTimeOffset From, DateTimeOffset To)> Captured { get; } = [];

    /// <summary>Every disk was captured while the file systems stood still.</summary>
    public bool IsTrulyFrozen => Claims.All(claim => Captured.TryGetValue(claim, out var span) && Guest is not null && StandsStill(span.From, span.To));

    /// <summary>It was off from the first moment of the backup to the last, and every disk was captured.</summary>
    public bool IsTrulyOffline => !HasRun && Claims.All(Captured.ContainsKey);

    private bool StandsStill(DateTimeOffset from, DateTimeOffset to) =>
        Guest!.Freezes.Exists(span => !span.IsPretended && span.IsTrueAt(from) && (span.TrueEnd is not { } end || end > to));
}
