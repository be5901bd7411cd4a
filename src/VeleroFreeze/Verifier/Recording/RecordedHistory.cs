using System.Security.Cryptography;
using VeleroFreeze.Core.Consistency.Facts;

namespace VeleroFreeze.Verifier.Recording;

/// <summary>What was written for a Backup last, and when it is time to write again.</summary>
/// <param name="History">As it was written.</param>
/// <param name="Bytes">As many as it took.</param>
/// <param name="At">When.</param>
internal sealed record RecordedHistory(ClusterHistory History, int Bytes, DateTimeOffset At)
{
    /// <summary>Two records in ten minutes of memory, and one to spare: then a record and the memory of the next leader touch.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second on average, so that a large record costs the API server's storage no more than a small one.</summary>
    private const int Pace = 5_000;

    private readonly byte[] _content = ContentOf(History);

    /// <summary>Whether a write at this time is not too early, and worth it.</summary>
    public bool IsDue(ClusterHistory now, DateTimeOffset at) => at - At >= Wait && (at - At >= Longest || !ContentOf(now).AsSpan().SequenceEqual(_content));

    /// <summary>Between this write and the next.</summary>
    public TimeSpan Wait => TimeSpan.FromSeconds(Math.Clamp((double)Bytes / Pace, Shortest.TotalSeconds, Longest.TotalSeconds));

    /// <summary>All of it but how far the watches have come.</summary>
    private static byte[] ContentOf(ClusterHistory history) => SHA256.HashData(ClusterHistoryJson.Write(history with { Watched = [], Marks = [] }));
}
