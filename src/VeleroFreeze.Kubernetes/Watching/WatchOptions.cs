namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>What a watch selects, and its times.</summary>
public sealed record WatchOptions
{
    internal const int DefaultPageSize = 500;

    /// <summary>Such as <c>app=web</c>; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Such as <c>metadata.name=backup-1</c>; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects a page of the list; default 500. Where a page turns out too large, smaller ones are asked for.</summary>
    public int PageSize { get; init; } = DefaultPageSize;

    /// <summary>
    /// Seconds after which the server is asked to end a stream; default 290, so that streams move to other servers and proxies do not cut them.
    /// </summary>
    public int TimeoutSeconds { get; init; } = 290;

    /// <summary>
    /// Without a byte for this long the connection is taken for dead; default 120 s. The server sends a bookmark about every minute.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Told of a resource version each time the server says something, a bookmark included, after the receiver has taken all events up to it. A stream that hangs
    /// tells nothing. Default null.
    /// </summary>
    public Action<string>? OnProgress { get; init; }

    /// <summary>The wait after a first failure, on average; doubles with each further one. Default 0.8 s.</summary>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>The longest wait after failures, unless the server asks for more. Default 30 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);
}
