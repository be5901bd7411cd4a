using System.Globalization;

namespace VeleroFreeze.Sandbox.Client;

/// <summary>Times as they stand in objects: metav1.Time, in UTC, to the second.</summary>
internal static class MetaTime
{
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
