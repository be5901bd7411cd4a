namespace VeleroFreeze.Core.Certificates;

/// <summary>Everything that a rotation's next step follows from, as it stands in the cluster.</summary>
public sealed record RotationState
{
    /// <summary>The authority that signs; null before there is one.</summary>
    public CertificateFacts? Current { get; init; }

    /// <summary>The authority that is to take over; null between changes.</summary>
    public CertificateFacts? Next { get; init; }

    /// <summary>Those that signed before and are still trusted.</summary>
    public IReadOnlyList<CertificateFacts> Retired { get; init; } = [];

    /// <summary>When <see cref="Next"/> was read back from the registration; null before.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When <see cref="Current"/> took over; null for the first one.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The serving certificate; null before there is one.</summary>
    public CertificateFacts? Leaf { get; init; }

    /// <summary>Whether the serving certificate names the webhook's Service.</summary>
    public bool LeafNamesService { get; init; } = true;

    /// <summary>What each entry of the registration trusts; empty when there is no registration.</summary>
    public IReadOnlyList<IReadOnlyList<CertificateFacts>> Published { get; init; } = [];

    /// <summary>Somebody asked for a new authority.</summary>
    public bool WantsAuthority { get; init; }

    /// <summary>Somebody asked for a new serving certificate.</summary>
    public bool WantsLeaf { get; init; }

    /// <summary>The annotation by which somebody else keeps the registration, such as cert-manager; null when nobody does.</summary>
    public string? KeptBy { get; init; }

    /// <summary>All authorities of our own, the one that signs first.</summary>
    public IReadOnlyList<CertificateFacts> Authorities => [.. new[] { Current, Next }.OfType<CertificateFacts>(), .. Retired];

    public bool IsPublished(IEnumerable<CertificateFacts> authorities)
    {
        var wanted = authorities.Select(authority => authority.Pem).ToHashSet(StringComparer.Ordinal);
        return Published.All(entry => wanted.SetEquals(entry.Select(authority => authority.Pem)));
    }
}
