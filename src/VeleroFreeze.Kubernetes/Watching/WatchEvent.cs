using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>What happened, as the receiver of a watch sees it.</summary>
public enum WatchEventType
{
    /// <summary>An object not told of before, or one that came under the key of a deleted one.</summary>
    Added,
    Modified,
    Deleted,

    /// <summary>
    /// A list was delivered in full: what was told up to here is what there is. Comes first after the initial list, and again after each later
    /// one.
    /// </summary>
    Synced,
}

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Key">Whom it happened to; empty for <see cref="WatchEventType.Synced"/>.</param>
/// <param name="Uid">Tells an object from its successor of the same name.</param>
/// <param name="Object">The object; its last state when it was deleted, or null when that happened while nobody was listening.</param>
public sealed record WatchEvent(WatchEventType Type, ObjectKey Key, string Uid, KubernetesObject? Object)
{
    internal static WatchEvent Synced { get; } = new(WatchEventType.Synced, default, "", null);
}
