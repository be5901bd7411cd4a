using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.Demo;

/// <summary>How the demo runs.</summary>
internal sealed record DemoOptions
{
    /// <summary>The published <c>velero-freeze</c> or the built <c>velero-freeze.dll</c>, which is started as it would be in a cluster.</summary>
    public required string Executable { get; init; }

    /// <summary>Where the kubeconfig is written.</summary>
    public required string Kubeconfig { get; init; }

    public required KubeVirtRelease KubeVirt { get; init; }

    public required VeleroVersion Velero { get; init; }

    /// <summary>Leaves everything running at the end, until it is interrupted.</summary>
    public bool Keep { get; init; }

    /// <summary>Waits for a line on standard input before each step.</summary>
    public bool Steps { get; init; }
}
