using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Injection;

/// <summary>Which of the hook annotations that stand in a template are ours, by the marker, and which are the user's.</summary>
internal sealed class InjectedHooks
{
    private readonly AnnotationMap _annotations;
    private readonly Dictionary<string, string> _rendered;

    private InjectedHooks(AnnotationMap annotations, InjectionMarker? marker)
    {
        _annotations = annotations;
        _rendered = ByKey(marker?.Parameters);
        Marker = marker;
    }

    /// <summary>What our hooks were rendered from, and which they are; null when there are none of ours.</summary>
    public InjectionMarker? Marker { get; }

    /// <summary>A marker stands that this release did not write.</summary>
    public bool IsMarkerUnknown => Marker is null && _annotations[InjectionMarker.Key] is not null;

    /// <summary>The skip key on the VM's metadata was written by us.</summary>
    public bool OwnsSkipKey => Marker is { Parameters.OwnsSkipKey: true };

    /// <summary>The user runs something of their own in a hook. A timeout or on-error alone is tuning of a hook, not a hook.</summary>
    /// <param name="wanted">What would be written now: where we have been before, a value mended to that by hand is as good as ours.</param>
    public bool HasUserHooks(HookParameters wanted)
    {
        var rendered = Marker is null ? [] : ByKey(wanted);
        bool IsUsers(string key) => _annotations[key] is { } value && !IsOurs(key) && rendered.GetValueOrDefault(key) != value;
        // Our command in another container would fail, so a container chosen by the user makes the hook theirs.
        bool IsOtherContainer(string key) => IsUsers(key) && _annotations[key] != HookKeys.ComputeContainer;
        return IsUsers(HookKeys.PreCommand)
            || IsUsers(HookKeys.PostCommand)
            || IsUsers(HookKeys.LegacyCommand)
            || IsOtherContainer(HookKeys.PreContainer)
            || IsOtherContainer(HookKeys.PostContainer);
    }

    /// <summary>A value of the user's that KubeVirt writes over, and that the skip key would put in force; null when there is none.</summary>
    /// <param name="wanted">What would be written now; a value that says the same changes nothing.</param>
    public string? UsersKeyThatKubeVirtOverwrites(HookParameters wanted)
    {
        var rendered = ByKey(wanted);
        return HookKeys.WrittenByKubeVirt.FirstOrDefault(key => _annotations[key] is { } value && !IsOurs(key) && rendered[key] != value);
    }

    public static InjectedHooks Read(AnnotationMap annotations) =>
        new(annotations, annotations[InjectionMarker.Key] is { } text ? InjectionMarker.Parse(text) : null);

    /// <summary>True when we wrote the key, and what stands there is what the marker renders to.</summary>
    public bool IsOurs(string key) => Marker is { } marker && marker.Keys.Contains(key) && StandsAsRendered(key);

    /// <summary>
    /// The freeze and the thaw of this very VM stand in the template, whoever wrote them, with the time that the freeze is given: without its annotation Velero waits
    /// 30 s, half of what KubeVirt's own hook asks for.
    /// </summary>
    public bool FreezeAndThaw(string? @namespace, string? name) =>
        Marker is { } marker
        && marker.Parameters.Namespace == @namespace
        && marker.Parameters.Name == name
        && StandsAsRendered(HookKeys.PreCommand)
        && StandsAsRendered(HookKeys.PreContainer)
        && StandsAsRendered(HookKeys.PreTimeout)
        && StandsAsRendered(HookKeys.PostCommand)
        && StandsAsRendered(HookKeys.PostContainer);

    private bool StandsAsRendered(string key) => _rendered.TryGetValue(key, out var value) && _annotations[key] == value;

    private static Dictionary<string, string> ByKey(HookParameters? parameters) => new(parameters?.Render() ?? [], StringComparer.Ordinal);
}
