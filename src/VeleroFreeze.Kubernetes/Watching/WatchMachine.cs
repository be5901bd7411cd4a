using System.Globalization;
using VeleroFreeze.Kubernetes.Objects;

namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>What a step tells the receiver, and what went wrong, if anything; after a failure the next step has to wait.</summary>
/// <param name="Events">In order.</param>
/// <param name="Failure">Null when all is well.</param>
/// <param name="Version">The server said that everything up to this version was told; null when it said nothing of the kind.</param>
internal sealed record WatchStep(IReadOnlyList<WatchEvent> Events, KubernetesException? Failure = null, string? Version = null)
{
    public static WatchStep Nothing { get; } = new([]);
}

/// <summary>
/// List, watch, list again: every decision of a watch, without a socket or a clock. It remembers uid and version of each object and nothing else.
/// </summary>
internal sealed class WatchMachine(int pageSize)
{
    /// <summary>A stream that ends sooner counts as a failure, or a server that hangs up at once would be called without a pause.</summary>
    internal static readonly TimeSpan ShortestStream = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After so many failures in a row the version itself may be the trouble (one from the future, after a restored etcd): list again.
    /// </summary>
    internal const int FailuresBeforeRelist = 3;

    private readonly SeenObjects _seen = new();

    public WatchState State { get; private set; } = new WatchState.Listing(null, pageSize);

    /// <summary>Objects remembered.</summary>
    public int Count => _seen.Count;

    public WatchStep Apply(WatchInput input) => (State, input) switch
    {
        (WatchState.Listing, WatchInput.Page page) => TakePage(page.List),
        (WatchState.Listing listing, WatchInput.Error error) => ListFailed(listing, error.Failure),
        (WatchState.Watching watching, WatchInput.Upsert change) => Advance(watching, change.Object.Metadata.ResourceVersion, _seen.Upsert(change.Object)),
        (WatchState.Watching watching, WatchInput.Delete change) => Advance(watching, change.Object.Metadata.ResourceVersion, _seen.Delete(change.Object)),
        (WatchState.Watching watching, WatchInput.Bookmark bookmark) => Advance(watching, bookmark.ResourceVersion, []),
        (WatchState.Watching watching, WatchInput.Error error) => WatchFailed(watching, error.Failure),
        (WatchState.Watching watching, WatchInput.End end) => end.Lasted < ShortestStream ? WatchFailed(watching, TooShort(end.Lasted)) : WatchStep.Nothing,
        (WatchState.Watching, WatchInput.Idle) => WatchStep.Nothing,
        _ => throw new InvalidOperationException($"{input.GetType().Name} while {State.GetType().Name}"),
    };

    private WatchStep TakePage(KubernetesList list)
    {
        if (State is WatchState.Listing { Continue: null })
        {
            _seen.BeginList();
        }

        List<WatchEvent> events = [.. list.Items.SelectMany(_seen.Listed)];
        if (list.Continue is { } next)
        {
            State = (WatchState.Listing)State with { Continue = next };
        }
        else
        {
            events.AddRange(_seen.EndList(list.ResourceVersion));
            events.Add(WatchEvent.Synced);
            State = new WatchState.Watching(list.ResourceVersion, 0);
        }

        return new WatchStep(events, Version: list.Continue is null ? list.ResourceVersion : null);
    }

    private WatchStep ListFailed(WatchState.Listing listing, KubernetesException failure)
    {
        if (failure.Reason == KubernetesReason.TooLarge && listing.PageSize > 1)
        {
            // One tenant's huge objects must not blind us to everybody's. The token stays good for a page of another size.
            State = listing with { PageSize = Math.Max(1, listing.PageSize / 4) };
            return WatchStep.Nothing;
        }

        if (failure.IsExpired && listing.Continue is not null)
        {
            State = listing with { Continue = null };
        }

        return new WatchStep([], failure);
    }

    private WatchStep Advance(WatchState.Watching watching, string version, IReadOnlyList<WatchEvent> events)
    {
        var newest = ResourceVersions.IsNewer(version, watching.ResourceVersion) ? version : watching.ResourceVersion;
        State = new WatchState.Watching(newest, 0);
        return new WatchStep(events, Version: newest);
    }

    private WatchStep WatchFailed(WatchState.Watching watching, KubernetesException failure)
    {
        State = failure.IsExpired || watching.Failures + 1 >= FailuresBeforeRelist
            ? new WatchState.Listing(null, pageSize)
            : watching with { Failures = watching.Failures + 1 };
        return new WatchStep([], failure);
    }

    private static KubernetesException TooShort(TimeSpan lasted)
    {
        var seconds = lasted.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return new KubernetesException(0, KubernetesReason.Unreachable, $"watch: the server ended the stream after {seconds} s");
    }
}
