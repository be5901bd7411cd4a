namespace VeleroFreeze.Core.Consistency.Disks;

/// <summary>Lists of disks in words.</summary>
internal static class Captures
{
    private const int Most = 3;

    public static string Names(IEnumerable<DiskCapture> captures)
    {
        var names = captures.Select(capture => capture.Claim).ToList();
        return names.Count <= Most ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Most))} and {names.Count - Most} more";
    }

    /// <summary>The disks, and Velero's own words for the first of them that has any.</summary>
    public static string Causes(IReadOnlyList<DiskCapture> captures) =>
        captures.Select(capture => capture.Cause).FirstOrDefault(cause => !string.IsNullOrEmpty(cause)) is { } cause ? $"{Names(captures)}: {cause}" : Names(captures);
}
