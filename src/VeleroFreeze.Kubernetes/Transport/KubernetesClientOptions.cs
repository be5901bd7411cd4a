namespace VeleroFreeze.Kubernetes.Transport;

/// <summary>Bounds of a client.</summary>
public sealed record KubernetesClientOptions
{
    /// <summary>Requests a second on average; default 20, at least 1.</summary>
    public int RequestsPerSecond { get; init; } = 20;

    /// <summary>Requests that may go out at once after a quiet time; default 40, at least 1.</summary>
    public int Burst { get; init; } = 40;

    /// <summary>
    /// A whole call, its waits and repeats included; for a watch, until the stream opens. Default 30 s. Counts anew when the server refused the credentials and
    /// there are others, and without the time it takes to fetch them.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is repeated at most; default 4, 0 for never.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>The longest <c>Retry-After</c> that is waited out; asked for more, the call fails at once and says how long. Default 15 s.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of an answer, such as one page of a list; default 64 MiB. (The API server takes objects up to about 1.5 MiB.)</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of one event of a watch; default 8 MiB.</summary>
    public int MaxEventBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Told of each warning that the server sends along with an answer; by default they are passed over.</summary>
    public Action<string>? OnWarning { get; init; }
}
