namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>Which objects, and from which moment.</summary>
public sealed record ListOptions
{
    /// <summary>Such as <c>app=web,tier!=db</c>; null for all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Such as <c>metadata.name=backup-1</c>; null for all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects a page; null or 0 asks for everything in one answer.</summary>
    public int? Limit { get; init; }

    /// <summary>The token of the page before; null for the first page.</summary>
    public string? Continue { get; init; }

    /// <summary>Null for the newest state, <c>0</c> for whatever the server has at hand.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Exact</c> or <c>NotOlderThan</c>; only together with <see cref="ResourceVersion"/>.</summary>
    public string? ResourceVersionMatch { get; init; }
}
