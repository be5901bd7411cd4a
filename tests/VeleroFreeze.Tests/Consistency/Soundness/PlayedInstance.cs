using VeleroFreeze.Sandbox.Guests;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>One VirtualMachineInstance of a VM: its launcher pod and the guest in it.</summary>
internal sealed class PlayedInstance(string uid, string pod, DateTimeOffset from, Guest guest)
{
    public string Uid => uid;

    /// <summary>The pod that has the guest now.</summary>
    public string Pod => Pods[^1].Name;

    /// <summary>Its launcher pods, one for each migration more, and when each took over.</summary>
    public List<(string Name, DateTimeOffset From)> Pods { get; } = [(pod, from)];

    public DateTimeOffset From => from;

    /// <summary>When it was gone; null while it is there.</summary>
    public DateTimeOffset? To { get; set; }

    public Guest Guest { get; set; } = guest;

    private (DateTimeOffset At, Guest Before)? _reset;

    /// <summary>What KubeVirt showed; a reset changes nothing of what it showed before.</summary>
    public bool ShowsFrozenAt(DateTimeOffset at) => (_reset is { } reset && at < reset.At ? reset.Before : Guest).ShowsFrozenAt(at);

    public bool IsThereAt(DateTimeOffset at) => from <= at && !(To <= at);

    /// <summary>Whether one freeze held the guest over several spans of time, and so gave one state of all disks.</summary>
    public bool StandsStill(IReadOnlyCollection<(DateTimeOffset From, DateTimeOffset To)> spans) =>
        Guest.Freezes.Exists(freeze => !freeze.IsPretended && spans.All(span => IsThereAt(span.To) && freeze.IsTrueAt(span.From) && (freeze.TrueEnd is not { } end || end > span.To)));

    /// <summary>Every moment at which what KubeVirt shows of the guest's freeze may change.</summary>
    public IEnumerable<DateTimeOffset> Polls() => Guest.Freezes
        .SelectMany(freeze => new[] { freeze.From, freeze.ReportedEnd })
        .OfType<DateTimeOffset>()
        .Select(at => Guest.LauncherStarted + (Math.Ceiling((at - Guest.LauncherStarted) / Guest.StatusInterval) * Guest.StatusInterval) + TimeSpan.FromMilliseconds(1));

    public void MigrateAt(DateTimeOffset at, string target)
    {
        Guest = Guest.Migrate(at);
        Pods.Add((target, at));
    }

    /// <summary>Somebody else's thaw.</summary>
    public void ThawAt(DateTimeOffset at) => Guest = Guest.ReportsFrozenAt(at) ? Guest.Thaw(at) : Guest;

    /// <summary>The same instance and pod, and a guest that starts anew: nothing is frozen in it, and its agent is there only later.</summary>
    public void ResetAt(DateTimeOffset at)
    {
        // A freeze that ends before KubeVirt's first poll of it leaves no trace.
        if (Guest.ReportsFrozenAt(at) && !Guest.ShowsFrozenAt(at))
        {
            return;
        }

        ThawAt(at);
        _reset = (at, Guest);
        Guest = Guest with { AgentKnownFrom = at + Guest.BootTime };
    }
}
