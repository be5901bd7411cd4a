using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace VeleroFreeze.Core.Certificates;

/// <summary>The time in which a certificate is valid.</summary>
public readonly record struct Validity(DateTimeOffset From, DateTimeOffset Until)
{
    public static Validity Of(X509Certificate2 certificate) => new(new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));

    public bool IsOver(DateTimeOffset now) => Until <= now;

    public bool IsInLastThird(DateTimeOffset now) => Until - now < (Until - From) / 3;

    /// <summary>Whole days; hours or minutes where there are less than two of what comes before.</summary>
    public string Left(DateTimeOffset now) => (Until - now) switch
    {
        { TotalDays: >= 2 } left => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(left.TotalDays)} days"),
        { TotalHours: >= 2 } left => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(left.TotalHours)} h"),
        var left => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(left.TotalMinutes)} min"),
    };
}
