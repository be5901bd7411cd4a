using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace VeleroFreeze.Core.Preflight;

/// <summary>What was found when something was read.</summary>
/// <param name="Found">The objects; empty when there are none, or when it may not be read.</param>
/// <param name="Failure">Why it could not be read, naming the right that is missing; null when it could.</param>
public sealed record ReadResult(IReadOnlyList<JsonElement> Found, string? Failure = null)
{
    public static ReadResult Nothing { get; } = new([]);

    public static ReadResult Failed(string why) => new([], why);

    /// <summary>The first object; undefined when there is none.</summary>
    public JsonElement First => Found.Count > 0 ? Found[0] : default;
}

/// <summary>The objects that say how the cluster makes backups.</summary>
public sealed record InstallationObjects
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Where Velero is.</summary>
    public required string VeleroNamespace { get; init; }

    public ReadResult KubeVirts { get; init; } = ReadResult.Nothing;

    /// <summary>The Deployments of Velero's namespace.</summary>
    public ReadResult Deployments { get; init; } = ReadResult.Nothing;

    public ReadResult Schedules { get; init; } = ReadResult.Nothing;

    public ReadResult WebhookConfigurations { get; init; } = ReadResult.Nothing;

    /// <summary>Of the Service that our webhook is called through.</summary>
    public ReadResult EndpointSlices { get; init; } = ReadResult.Nothing;

    /// <summary>A VM that opts in, as the API server would store it.</summary>
    public ReadResult DryRun { get; init; } = ReadResult.Nothing;

    /// <summary>What the API server said along with that VM.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Null where a connection from here would not show what the API server sees.</summary>
    public Handshake? Handshake { get; init; }
}

/// <summary>The objects that say what a VM is.</summary>
public sealed record MachineObjects
{
    /// <summary>VirtualMachines, instances, launcher pods and claims; read them all or ask nothing.</summary>
    public required IReadOnlyList<JsonElement> Objects { get; init; }

    /// <summary>Namespaces, whose label is the default of their VMs.</summary>
    public ReadResult Namespaces { get; init; } = ReadResult.Nothing;
}

/// <summary>Where an API server reaches our webhook; the host is the name it asks for.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">The port of the Service, or of the URL.</param>
/// <param name="IsService">The host is a Service's name, which means nothing outside the cluster.</param>
public sealed record WebhookAddress(string Host, int Port, bool IsService)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}

/// <summary>What came of a connection to our webhook.</summary>
/// <param name="Address">Where it went.</param>
/// <param name="Presented">The certificates, the server's own first; empty when it did not come to that.</param>
/// <param name="Failure">Why it did not.</param>
public sealed record Handshake(WebhookAddress Address, IReadOnlyList<X509Certificate2> Presented, string? Failure = null);
