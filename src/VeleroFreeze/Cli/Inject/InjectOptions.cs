using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Cli.Inject;

/// <summary>What is asked of every object of every file.</summary>
/// <param name="TakeOwnership">Also switch KubeVirt's own hooks off where tuning needs it.</param>
/// <param name="Remove">Take out what was injected.</param>
/// <param name="Namespace">For objects that name none; null leaves those alone.</param>
/// <param name="KubeVirt">The release the manifests are for.</param>
/// <param name="OnError">Written to hooks of VMs that do not say otherwise.</param>
internal sealed record InjectOptions(bool TakeOwnership, bool Remove, string? Namespace, KubeVirtVersion KubeVirt, OnError OnError);
