using System.Text.Json;

namespace VeleroFreeze.Core.Preflight;

/// <summary>What was found when something was read.</summary>
/// <param name="Found">The objects; empty when there are none, or when it may not be read.</param>
/// <param name="Failure">Why it could not be read, naming the right that is missing; null when it could.</param>
public sealed record Look(IReadOnlyList<JsonElement> Found, string? Failure = null)
{
    public static Look Nothing { get; } = new([]);

    public static Look Failed(string why) => new([], why);

    /// <summary>The first object; undefined when there is none.</summary>
    public JsonElement First => Found.Count > 0 ? Found[0] : default;
}

/// <summary>The objects that say how the cluster makes backups.</summary>
public sealed record InstallationObjects
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Where Velero is.</summary>
    public required string VeleroNamespace { get; init; }

    public Look KubeVirts { get; init; } = Look.Nothing;

    /// <summary>The Deployments of Velero's namespace.</summary>
    public Look Deployments { get; init; } = Look.Nothing;

    public Look Schedules { get; init; } = Look.Nothing;

    public Look WebhookConfigurations { get; init; } = Look.Nothing;

    /// <summary>Of the Service that our webhook is called through.</summary>
    public Look EndpointSlices { get; init; } = Look.Nothing;

    /// <summary>A VM that opts in, as the API server would store it.</summary>
    public Look DryRun { get; init; } = Look.Nothing;
}

/// <summary>The objects that say what a VM is.</summary>
public sealed record MachineObjects
{
    /// <summary>VirtualMachines, instances, launcher pods and claims; read them all or ask nothing.</summary>
    public required IReadOnlyList<JsonElement> Objects { get; init; }

    /// <summary>Namespaces, whose label is the default of their VMs.</summary>
    public Look Namespaces { get; init; } = Look.Nothing;
}
