namespace VeleroFreeze.Core.Evidence;

/// <summary>Who moves a snapshot's data into the bucket.</summary>
public static class DataMovers
{
    /// <summary>
    /// Whether a name is one of Velero's own data movers: empty and <c>velero</c> in all releases, <c>velero-fs</c> and <c>velero-block</c> since 1.19, which
    /// writes <c>velero-fs</c> for the first two on every Backup, moved data or not.
    /// </summary>
    /// <param name="name">As it stands in a Backup's spec, in a DataUpload's, or in volume information.</param>
    public static bool IsBuiltIn(string name) => name is "" or "velero" or "velero-fs" or "velero-block";
}
