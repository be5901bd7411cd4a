using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Injection;
using VeleroFreeze.Core.Lint;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Preflight;

/// <summary>What decides whether freezing one VM will work.</summary>
public sealed record MachineFacts
{
    public required VirtualMachineKey Key { get; init; }

    /// <summary>What the labels ask; of an unlabelled VM in a namespace that may not be read, nothing.</summary>
    public FreezePolicy Policy { get; init; }

    /// <summary>Why the namespace's label is not known; null when it is, or when the VM has its own.</summary>
    public string? PolicyFailure { get; init; }

    /// <summary>What our webhook would do if the VM were written now; null for an instance without a VM.</summary>
    public InjectionResult? Injection { get; init; }

    /// <summary>Why it cannot be told from here what the webhook would do; null when it can.</summary>
    public string? InjectionFailure { get; init; }

    /// <summary>What the linter says of its hook annotations.</summary>
    public IReadOnlyList<LintFinding> Findings { get; init; } = [];

    /// <summary>The instance's phase; empty when there is none.</summary>
    public string Phase { get; init; } = "";

    public RunState State { get; init; }

    /// <summary>Why the guest is paused; null when it is not.</summary>
    public string? PauseReason { get; init; }

    public bool IsMigrating { get; init; }

    public bool IsAgentConnected { get; init; }

    /// <summary>KubeVirt says that the agent lacks basic commands.</summary>
    public bool IsAgentOutdated { get; init; }

    /// <summary>The instance's status says that the guest stands still; it lags by seconds.</summary>
    public bool ShowsFrozen { get; init; }

    public GuestSystem Guest { get; init; }

    public string GuestName { get; init; } = "";

    /// <summary>The current launcher pod; null when there is none.</summary>
    public PodFacts? Pod { get; init; }

    /// <summary>What the template asks the pod to carry; null without a marker of ours.</summary>
    public WantedHooks? Wanted { get; init; }

    /// <summary>Those of the VM, its instance and its pod that carry Velero's exclude label.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    public IReadOnlyList<string> ExcludedClaims { get; init; } = [];

    public IReadOnlyList<DiskFacts> Disks { get; init; } = [];

    public bool HasOptedIn => Policy is FreezePolicy.Required or FreezePolicy.Preferred;

    public bool IsRunning => Phase == "Running";
}

/// <param name="Name">The pod's name.</param>
/// <param name="FirstContainer">Where Velero runs a hook that names no container.</param>
/// <param name="Annotations">Its annotations.</param>
public sealed record PodFacts(string Name, string FirstContainer, IReadOnlyDictionary<string, string> Annotations);

/// <summary>What the guest's agent says of itself, from the subresource <c>guestosinfo</c>.</summary>
/// <param name="Version">Empty when it says none.</param>
/// <param name="EnabledCommands">Those it would carry out.</param>
/// <param name="FreezeStatus"><c>frozen</c>, <c>thawed</c>, or empty when it does not say.</param>
public sealed record AgentFacts(string Version, IReadOnlySet<string> EnabledCommands, string FreezeStatus)
{
    public bool IsFrozen => FreezeStatus == "frozen";
}
