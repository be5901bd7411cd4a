using VeleroFreeze.Core.Hooks;
using VeleroFreeze.Core.Manifests;

namespace VeleroFreeze.Core.Injection;

/// <summary>Which of the hook annotations that stand in a template are ours, by the marker, and which are the user's.</summary>
internal sealed class InjectedHooks
{
    private readonly AnnotationMap _annotations;
    private readonly Dictionary<string, string> _rendered;

    private InjectedHooks(AnnotationMap annotations, HookParameters? marker)
    {
        _annotations = annotations;
        _rendered = marker is null ? [] : new Dictionary<string, string>(marker.Render(), StringComparer.Ordinal);
        Marker = marker;
    }

    /// <summary>The parameters our hooks were rendered from; null when there are none of ours.</summary>
    public HookParameters? Marker { get; }

    /// <summary>A marker stands that this release did not write.</summary>
    public bool IsMarkerUnknown => Marker is null && _annotations[InjectionMarker.Key] is not null;

    /// <summary>The user runs something of their own in a hook. A timeout or on-error alone is tuning of a hook, not a hook.</summary>
    /// <param name="wanted">What would be written now: where we have been before, a value mended to that by hand is as good as ours.</param>
    public bool HasUserHooks(HookParameters wanted)
    {
        var rendered = Marker is null ? [] : new Dictionary<string, string>(wanted.Render(), StringComparer.Ordinal);
        bool IsUsers(string key) => _annotations[key] is { } value && !IsOurs(key) && rendered.GetValueOrDefault(key) != value;
        // Our command in another container would fail, so a container chosen by the user makes the hook theirs.
        bool IsOtherContainer(string key) => IsUsers(key) && _annotations[key] != HookKeys.ComputeContainer;
        return IsUsers(HookKeys.PreCommand)
            || IsUsers(HookKeys.PostCommand)
            || IsUsers(HookKeys.LegacyCommand)
            || IsOtherContainer(HookKeys.PreContainer)
            || IsOtherContainer(HookKeys.PostContainer);
    }

    public static InjectedHooks Read(AnnotationMap annotations) =>
        new(annotations, annotations[InjectionMarker.Key] is { } text ? InjectionMarker.Parse(text) : null);

    /// <summary>True when the value that stands is what the marker renders to.</summary>
    public bool IsOurs(string key) => _rendered.TryGetValue(key, out var value) && _annotations[key] == value;
}
