namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>What a watch does next.</summary>
internal abstract record WatchState
{
    private WatchState()
    {
    }

    /// <summary>Fetch a page of the list.</summary>
    /// <param name="Continue">Null for the first page.</param>
    /// <param name="PageSize">Objects to ask for.</param>
    public sealed record Listing(string? Continue, int PageSize) : WatchState;

    /// <summary>Read the next event, from a stream that is opened where none is.</summary>
    /// <param name="ResourceVersion">The newest that was seen.</param>
    /// <param name="Failures">In a row, without an event between them.</param>
    public sealed record Watching(string ResourceVersion, int Failures) : WatchState;
}
