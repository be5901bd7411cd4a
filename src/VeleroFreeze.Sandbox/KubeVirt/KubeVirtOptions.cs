using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.KubeVirt;

/// <summary>How the KubeVirt actor is started.</summary>
internal sealed record KubeVirtOptions
{
    public KubeVirtRelease Release { get; init; } = KubeVirtRelease.All[^1];

    /// <summary>The clock of guests, freezes and hooks; may run faster than the API server's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Decides about every name that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How often guests are looked at when nothing changes in the API, in virtual time.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);
}
