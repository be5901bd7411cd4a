using VeleroFreeze.Core.Certificates;
using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Core.Preflight;

/// <summary>How the cluster makes backups, as far as a freeze depends on it.</summary>
public sealed record InstallationFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Unknown when nobody says.</summary>
    public KubeVirtVersion KubeVirt { get; init; }

    /// <summary>What it is being updated to; unknown when it is not.</summary>
    public KubeVirtVersion KubeVirtTarget { get; init; }

    /// <summary>Why the KubeVirt resource could not be read; null when it could.</summary>
    public string? KubeVirtFailure { get; init; }

    /// <summary>What the KubeVirt resource says where that is no release; null when it is one, or nothing.</summary>
    public string? KubeVirtProblem { get; init; }

    /// <summary>The skip key on the KubeVirt resource is true.</summary>
    public bool SkipsHooks { get; init; }

    public required VeleroFacts Velero { get; init; }

    public required WebhookFacts Webhook { get; init; }

    /// <summary>What the webhook writes for; where it does not say, what runs here.</summary>
    public KubeVirtVersion WrittenFor => Webhook.Assumed?.Release ?? KubeVirt;
}

/// <summary>The Velero server, by its Deployment and its Schedules.</summary>
public sealed record VeleroFacts
{
    public required string Namespace { get; init; }

    /// <summary>Why its Deployment could not be read, or that there is none; null when it could.</summary>
    public string? Failure { get; init; }

    /// <summary>The image of the server.</summary>
    public string Image { get; init; } = "";

    /// <summary>The tag of the server's image; null when it is no version.</summary>
    public Version? Version { get; init; }

    /// <summary>The image of kubevirt-velero-plugin; null when it is not installed.</summary>
    public string? PluginImage { get; init; }

    public Version? PluginVersion { get; init; }

    /// <summary>Velero looks for finished snapshots every second, not every five.</summary>
    public bool PollsEarly { get; init; }

    public string? SchedulesFailure { get; init; }

    /// <summary>By schedule; those that say nothing have Velero's default.</summary>
    public IReadOnlyList<(string Schedule, GoDuration Timeout)> SnapshotTimeouts { get; init; } = [];

    /// <summary>What one disk usually costs of the time that the guest stands still.</summary>
    public int SecondsPerDisk => PollsEarly ? 1 : 5;
}

/// <summary>The registration of our webhook.</summary>
public sealed record WebhookFacts
{
    public string? Failure { get; init; }

    /// <summary>The configuration's name; null when there is none.</summary>
    public string? Name { get; init; }

    /// <summary>Those of our paths that nothing is registered for.</summary>
    public IReadOnlyList<string> MissingPaths { get; init; } = [];

    /// <summary>An entry would refuse writes while the webhook is away.</summary>
    public bool FailsClosed { get; init; }

    /// <summary>Namespace and name; null when it is called at a URL.</summary>
    public string? Service { get; init; }

    public string? EndpointsFailure { get; init; }

    public int ReadyEndpoints { get; init; }

    /// <summary>A <c>caBundle</c> is missing or no certificate.</summary>
    public bool HasUnreadableAuthority { get; init; }

    /// <summary>Of the authorities in <c>caBundle</c>, for each entry the one that lasts longest; of these the earliest.</summary>
    public Validity? Authority { get; init; }

    public ServingFacts Serving { get; init; } = new();

    /// <summary>Which KubeVirt it writes for; null when it does not say.</summary>
    public AssumedKubeVirt? Assumed { get; init; }

    /// <summary>Whether a VM that opts in got hooks when it was created as a dry run; null when none could be.</summary>
    public bool? Injects { get; init; }

    /// <summary>Why no VM could be created as a dry run.</summary>
    public string? DryRunFailure { get; init; }
}

/// <summary>What is known of the certificate that our webhook serves.</summary>
public sealed record ServingFacts
{
    /// <summary>Host and port that preflight connected to; null where that would show nothing.</summary>
    public string? Address { get; init; }

    /// <summary>What was served there.</summary>
    public ServedCertificate? Seen { get; init; }

    /// <summary>Why nothing was; null when something was.</summary>
    public string? Failure { get; init; }

    /// <summary>What the webhook said of it when the API server asked; so the API server trusted it.</summary>
    public Validity? Told { get; init; }
}
