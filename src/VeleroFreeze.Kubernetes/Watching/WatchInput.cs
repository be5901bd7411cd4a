using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>What can come of it.</summary>
internal abstract record WatchInput
{
    private WatchInput()
    {
    }

    public sealed record Page(KubernetesList List) : WatchInput;

    public sealed record Upsert(KubernetesObject Object) : WatchInput;

    public sealed record Delete(KubernetesObject Object) : WatchInput;

    /// <summary>Nothing happened up to this version.</summary>
    public sealed record Bookmark(string ResourceVersion) : WatchInput;

    /// <summary>A call failed, or the stream said so in an ERROR event.</summary>
    public sealed record Error(KubernetesException Failure) : WatchInput;

    /// <summary>The stream ended, in order or by a broken connection.</summary>
    public sealed record End(TimeSpan Lasted) : WatchInput;

    /// <summary>No byte came for too long; the connection may be dead.</summary>
    public sealed record Idle : WatchInput;
}
