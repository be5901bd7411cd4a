using VeleroFreeze.Sandbox.Guests;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>One VM of a history, and what became of it. The guest's own record of its freezes is the truth a verdict is held against.</summary>
internal sealed class PlayedVm(string name, Row row, string[] claims)
{
    private readonly List<PlayedInstance> _instances = [];

    public string Name => name;

    public Row Row => row;

    public string[] Claims => claims;

    /// <summary>Claims that were plugged in while the backup ran.</summary>
    public Dictionary<string, DateTimeOffset> Attached { get; } = [];

    /// <summary>Claims with CDI's mark of an import, which anybody may write, and which Velero was told to leave out.</summary>
    public string? Imported { get; set; }

    public bool IsAskedToStart { get; set; }

    public IReadOnlyList<PlayedInstance> Instances => _instances;

    /// <summary>Null while it is off.</summary>
    public PlayedInstance? Current => _instances.Count > 0 && _instances[^1].To is null ? _instances[^1] : null;

    public Guest? Guest
    {
        get => Current?.Guest;
        set => Current!.Guest = value!;
    }

    public string Pod => Current?.Pod ?? PodOf("abcde");

    public bool RunsAtStart { get; private set; }

    public bool RunsAtEnd => Current is not null;

    /// <summary>When the data of a claim is from; over an interval for a file-system copy.</summary>
    public Dictionary<string, (DateTimeOffset From, DateTimeOffset To)> Captured { get; } = [];

    /// <summary>Every disk that it had when the last was captured was captured within one freeze.</summary>
    public bool IsTrulyFrozen => Had() is var claims && claims.All(Captured.ContainsKey)
        && _instances.Exists(instance => instance.StandsStill([.. claims.Select(claim => Captured[claim])]) && claims.All(claim => !Attached.TryGetValue(claim, out var at) || instance.Guest.Freezes.All(freeze => at < freeze.From)));

    /// <summary>It was off from before the backup until every disk was captured.</summary>
    public bool IsTrulyOffline => claims.All(Captured.ContainsKey) && !_instances.Exists(instance => Captured.Values.Any(span => instance.From <= span.To));

    public void StartRunning(DateTimeOffset booted, Guest guest)
    {
        Start(booted, guest, PodOf("abcde"));
        RunsAtStart = true;
    }

    public void Start(DateTimeOffset at, Guest guest, string pod) => _instances.Add(new PlayedInstance($"{name}-{_instances.Count}", pod, at, guest));

    public void Stop(DateTimeOffset at)
    {
        if (Current is { } instance)
        {
            instance.Guest = instance.Guest.Stop(at);
            instance.To = at;
        }
    }

    public string PodOf(string suffix) => $"virt-launcher-{name}-{suffix}";

    /// <summary>A disk that came after the last capture, or after the guest was thawed, is no part of this freeze: what happens to a VM later does not count.</summary>
    private List<string> Had() => Captured.Count == 0 ? [.. claims] : [.. claims.Where(claim => !Attached.TryGetValue(claim, out var at) || at <= Last)];

    private DateTimeOffset Last
    {
        get
        {
            var captured = Captured.Values.Max(span => span.To);
            var thawed = _instances.SelectMany(instance => instance.Guest.Freezes).Select(freeze => freeze.TrueEnd ?? DateTimeOffset.MaxValue).DefaultIfEmpty(DateTimeOffset.MaxValue).Max();
            return captured < thawed ? captured : thawed;
        }
    }
}
