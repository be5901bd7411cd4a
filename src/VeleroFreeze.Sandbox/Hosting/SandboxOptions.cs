using VeleroFreeze.Sandbox.Releases;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Sandbox.Hosting;

/// <summary>Which actors a sandbox has, and how they are started.</summary>
internal sealed record SandboxOptions
{
    public ApiServerOptions Api { get; init; } = new();

    /// <summary>Null leaves VMs alone.</summary>
    public KubeVirtRelease? KubeVirt { get; init; }

    /// <summary>Null leaves Backups alone.</summary>
    public VeleroVersion? Velero { get; init; }

    public bool VeleroLogsJson { get; init; }

    /// <summary>See <see cref="VeleroOptions.Tamper"/>.</summary>
    public Func<string, byte[], byte[]>? Tamper { get; init; }

    /// <summary>How much faster time passes for guests and backups; the API server keeps real time.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Decides about every name that is drawn.</summary>
    public int Seed { get; init; } = 1;
}
