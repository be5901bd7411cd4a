using System.Globalization;

namespace VeleroFreeze.Hosting;

/// <summary>Whether new requests should come here.</summary>
internal static class Readiness
{
    /// <summary>Less is left than an operator needs to see it and act.</summary>
    private static readonly TimeSpan LeastValidity = TimeSpan.FromHours(1);

    /// <summary>Null when ready, or one line that says why not.</summary>
    public static string? Problem(bool isDraining, DateTimeOffset notAfter, DateTimeOffset now) =>
        isDraining ? "draining"
        : notAfter - now <= LeastValidity ? $"the certificate ends at {Text(notAfter)}"
        : null;

    /// <summary>A moment as Kubernetes writes it.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
