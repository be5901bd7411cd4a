using System.Globalization;

namespace VeleroFreeze.Core.Consistency.Watching;

/// <summary>The order of resource versions of one type.</summary>
internal static class ObjectVersions
{
    /// <returns>Whether whoever has seen one version has seen this one; false where a server's versions are no numbers and differ.</returns>
    public static bool IsUpTo(string version, string seen) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var left) && ulong.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var right)
            ? left <= right
            : version == seen && version.Length > 0;
}
