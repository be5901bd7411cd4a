namespace VeleroFreeze.Webhook;

/// <summary>What an API server asks, as far as the answer depends on it. Objects are slices of the body they came in.</summary>
internal sealed record AdmissionRequest
{
    /// <summary>Identifies the request; an answer without it, or with another, is none.</summary>
    public required string Uid { get; init; }

    /// <summary>False when the review has a uid but other fields are not what an API server sends; those are empty then.</summary>
    public bool IsReadable { get; init; }

    public string Group { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Operation { get; init; } = "";

    public string Namespace { get; init; } = "";

    /// <summary>Empty when the API server is still to generate the name.</summary>
    public string Name { get; init; } = "";

    public bool DryRun { get; init; }

    /// <summary>Empty when there is none.</summary>
    public ReadOnlyMemory<byte> Object { get; init; }

    /// <summary>Empty when there is none.</summary>
    public ReadOnlyMemory<byte> OldObject { get; init; }
}
