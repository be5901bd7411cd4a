namespace VeleroFreeze.Kubernetes.Requests;

/// <summary>How a create, replace or patch is carried out.</summary>
public sealed record WriteOptions
{
    internal static WriteOptions Default { get; } = new();

    /// <summary>Who the change is put down to in <c>managedFields</c>.</summary>
    public string FieldManager { get; init; } = "velero-freeze";

    /// <summary>Everything is checked, admission included, and nothing is stored.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What a delete insists on, and what becomes of dependent objects.</summary>
public sealed record DeleteOptions
{
    internal static DeleteOptions Default { get; } = new();

    /// <summary>Delete only the object with this uid, not a later one of the same name; null for any.</summary>
    public string? Uid { get; init; }

    /// <summary>Delete only what nobody has written since; null for any state.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null for the type's default.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>Seconds; 0 at once; null for the type's default.</summary>
    public int? GracePeriodSeconds { get; init; }

    public bool DryRun { get; init; }
}
