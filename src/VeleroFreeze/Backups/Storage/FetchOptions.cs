namespace VeleroFreeze.Backups.Storage;

/// <summary>What an administrator says about fetching artifacts.</summary>
internal sealed record FetchOptions
{
    /// <summary>Hosts beside those of the storage location; with a dot in front, domains. Default none.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>URLs without TLS as well. Default false.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Storage on this machine as well: local clusters and tests. Default false.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>PEM file with authorities to trust beside the system's and the storage location's; default null. For <c>caCertRef</c>, mount the Secret's copy.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long Velero may take to answer a DownloadRequest; default 60 s.</summary>
    public TimeSpan UrlTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public DownloadLimits Limits { get; init; } = new();

    /// <summary>The first wait before a failed fetch is repeated; doubles. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
