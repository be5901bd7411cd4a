using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Backups.Storage;

/// <summary>Bounds of one download.</summary>
internal sealed record DownloadLimits
{
    /// <summary>Until a connection stands, TLS included; default 5 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the request to its headers, the connection included; default 15 s.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The whole download; default 120 s.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>KiB of an answer's headers; default 16.</summary>
    public int MaxHeaderKib { get; init; } = 16;

    /// <summary>Bytes a second on average, after <see cref="Grace"/>; default 16 KiB.</summary>
    public int MinRate { get; init; } = 16 * 1024;

    /// <summary>For how long a body may be slower; default 5 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes as they are transferred, compressed as a rule; default 64 MiB.</summary>
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The same of a document, which is held in memory unpacked as well; default 8 MiB, as 32 MiB is what is read of one unpacked.</summary>
    public int MaxDocumentBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The bounds of one kind of file: only a log may be as large as <see cref="MaxBytes"/>.</summary>
    public DownloadLimits For(ArtifactKind kind) => kind == ArtifactKind.BackupLog ? this : this with { MaxBytes = Math.Min(MaxBytes, MaxDocumentBytes) };

    /// <summary>How long a body of so many bytes may have taken.</summary>
    public TimeSpan Allowance(long bytes)
    {
        var byRate = Grace + TimeSpan.FromSeconds((double)bytes / MinRate);
        return byRate < Total ? byRate : Total;
    }
}
