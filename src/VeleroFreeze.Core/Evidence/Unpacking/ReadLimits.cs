namespace VeleroFreeze.Core.Evidence.Unpacking;

/// <summary>How much of an artifact is read. Whatever is larger is not evidence but an attack or a mistake.</summary>
internal sealed record ReadLimits
{
    public static ReadLimits Default { get; } = new();

    /// <summary>A document is held in memory as a whole, 32 MiB at most; a list of 20,000 volumes has some 15.</summary>
    public static ReadLimits Document { get; } = new() { Expanded = 32 << 20 };

    /// <summary>Bytes as they are stored: 64 MiB.</summary>
    public long Packed { get; init; } = 64 << 20;

    /// <summary>Bytes after unpacking: 1 GiB.</summary>
    public long Expanded { get; init; } = 1 << 30;

    /// <summary>Expanded bytes for one stored byte. A log has about 8; gzip's own limit is 1,029.</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>The ratio is looked at beyond so many expanded bytes: 1 MiB.</summary>
    public long RatioFrom { get; init; } = 1 << 20;
}
