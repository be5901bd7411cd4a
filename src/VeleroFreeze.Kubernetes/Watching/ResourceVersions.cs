using System.Globalization;

namespace VeleroFreeze.Kubernetes.Watching;

/// <summary>The order of resource versions.</summary>
internal static class ResourceVersions
{
    /// <summary>
    /// Versions of one type are numbers that only grow, which the API promises since 1.35 and did before. Where a server has others, any
    /// difference counts as newer: telling of a change twice is the smaller harm.
    /// </summary>
    public static bool IsNewer(string version, string than) => TryRead(version, out var left) && TryRead(than, out var right) ? left > right : version != than;

    private static bool TryRead(string version, out ulong number) => ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
