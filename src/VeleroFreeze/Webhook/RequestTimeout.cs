using VeleroFreeze.Core.Hooks;

namespace VeleroFreeze.Webhook;

/// <summary>How long a request may take before its answer is of no use to anybody.</summary>
internal static class RequestTimeout
{
    /// <summary>Also what the shipped webhook configuration gives a call.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Reads what an API server says of its patience, <c>?timeout=2s</c>; anything unusable counts as the longest.</summary>
    public static TimeSpan Of(string? query) =>
        query is not null && GoDuration.TryParse(query, out var duration, out _) && duration > default(GoDuration) && duration < GoDuration.FromSeconds((long)Longest.TotalSeconds)
            ? TimeSpan.FromTicks(Math.Max(1, duration.Nanoseconds / TimeSpan.NanosecondsPerTick))
            : Longest;
}
