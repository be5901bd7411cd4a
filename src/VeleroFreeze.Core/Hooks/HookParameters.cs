namespace VeleroFreeze.Core.Hooks;

/// <summary>Everything an injected pair of hooks depends on. Rendering it gives the annotations; <see cref="InjectionMarker"/> holds its text form.</summary>
/// <param name="Namespace">The VM's namespace.</param>
/// <param name="Name">The VM's name.</param>
/// <param name="OnError">Written to both hooks.</param>
/// <param name="FreezeTimeout">How long Velero waits for the freeze.</param>
/// <param name="ThawTimeout">How long Velero waits for the thaw.</param>
/// <param name="UnfreezeAfterSeconds">virt-freezer's automatic thaw; null leaves the flag out (300 s).</param>
/// <param name="OwnsSkipKey">True when <see cref="HookKeys.SkipKubeVirtHooks"/> on the VM's metadata was written by us.</param>
public sealed record HookParameters(
    string Namespace,
    string Name,
    OnError OnError,
    GoDuration FreezeTimeout,
    GoDuration ThawTimeout,
    int? UnfreezeAfterSeconds,
    bool OwnsSkipKey)
{
    /// <summary>The annotations of the template in the order of <see cref="HookKeys.Injectable"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Render() =>
    [
        new(HookKeys.PreCommand, new FreezerCommand(FreezerMode.Freeze, Namespace, Name, UnfreezeAfterSeconds).Render()),
        new(HookKeys.PreContainer, HookKeys.ComputeContainer),
        new(HookKeys.PreOnError, OnError.ToString()),
        new(HookKeys.PreTimeout, FreezeTimeout.ToSecondsText()),
        new(HookKeys.PostCommand, new FreezerCommand(FreezerMode.Unfreeze, Namespace, Name).Render()),
        new(HookKeys.PostContainer, HookKeys.ComputeContainer),
        new(HookKeys.PostOnError, OnError.ToString()),
        new(HookKeys.PostTimeout, ThawTimeout.ToSecondsText()),
    ];
}
