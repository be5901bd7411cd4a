using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Json;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Injection;

/// <summary>What is happening to the object.</summary>
public enum InjectionOperation
{
    /// <summary>It is being created in a cluster.</summary>
    Create,

    /// <summary>It is being written in a cluster; <see cref="InjectionRequest.OldObject"/> is what stood before.</summary>
    Update,

    /// <summary>It is a file; whether such a VM runs anywhere is unknown.</summary>
    Offline,
}

/// <summary>Everything the decision about one object depends on.</summary>
public sealed record InjectionRequest
{
    public required InjectionOperation Operation { get; init; }

    /// <summary>The object as UTF-8 JSON.</summary>
    public required JsonSource Object { get; init; }

    /// <summary>The object before an update as UTF-8 JSON; empty otherwise.</summary>
    public JsonSource OldObject { get; init; }

    /// <summary>The namespace of the request, or the one to assume for a file; null when only the object can say.</summary>
    public string? Namespace { get; init; }

    /// <summary>What the namespace asks for VMs without the label; null when that is unknown, as it is for a file.</summary>
    public FreezePolicy? NamespaceDefault { get; init; }

    /// <summary>The release that runs the VM; unknown, the default, is never owned: its skip key is neither written nor taken off where it is in force.</summary>
    public KubeVirtVersion KubeVirt { get; init; } = KubeVirtVersion.Unknown;

    /// <summary>Written to both hooks unless the VM says otherwise; default <see cref="OnError.Continue"/>.</summary>
    public OnError OnError { get; init; } = OnError.Continue;

    /// <summary>Files only: also switch KubeVirt's own hooks off where tuning needs it.</summary>
    public bool TakeOwnership { get; init; }

    /// <summary>Files only: take out what was injected, whatever the label says.</summary>
    public bool Remove { get; init; }
}
