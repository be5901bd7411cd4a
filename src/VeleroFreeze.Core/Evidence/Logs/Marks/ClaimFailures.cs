namespace VeleroFreeze.Core.Evidence.Logs.Marks;

/// <summary>
/// Claims whose capture failed, with the cause. Volume information calls such a claim skipped, with a reason that has nothing to do with it
/// (<c>podvolume: opted out due to annotation</c>); only the log tells.
/// </summary>
internal static class ClaimFailures
{
    private const string Action = "error executing custom action (groupResource=";

    // A generated name has at most 63 letters: the base, and five random ones. A base that fills it may have been cut.
    private const int LongestName = 63;
    private const int RandomLetters = 5;
    private const string Prefix = "velero-";

    /// <summary>An item's error that names a claim, or a snapshot that tells its claim.</summary>
    public static FoundMark? Find(LogEntry entry)
    {
        var error = entry.Message == "Error backing up item" ? entry[LogField.Error] ?? "" : "";
        // Errors are wrapped from outside; the innermost item is the one that failed.
        var at = error.LastIndexOf(Action, StringComparison.Ordinal);
        if (at < 0 || error[(at + Action.Length)..].Split("): ", 2) is not [var item, var cause] || item.Split(", ") is not [var resource, var space, var name])
        {
            return null;
        }

        var path = MarkText.Path($"{MarkText.Between(space, "namespace=", "")}/{MarkText.Between(name, "name=", "")}");
        return resource switch
        {
            "persistentvolumeclaims" => FoundMark.Of(LogMarkKind.ClaimFailed, path, cause),
            "volumesnapshots.snapshot.storage.k8s.io" => FoundMark.Of(LogMarkKind.ClaimFailed, ClaimOf(path), cause),
            _ => null,
        };
    }

    /// <summary>The claim of a snapshot that failed; null where its name does not tell.</summary>
    public static FoundMark? Of(FoundMark mark) =>
        mark.Kind == LogMarkKind.SnapshotFailed && mark.Namespace.Length > 0
            ? FoundMark.Of(LogMarkKind.ClaimFailed, ClaimOf((mark.Namespace, mark.Name)), mark.Detail)
            : null;

    /// <summary>Velero has the name of a VolumeSnapshot generated from <c>velero-CLAIM-</c>.</summary>
    private static (string Namespace, string Name)? ClaimOf((string Namespace, string Name)? snapshot) =>
        snapshot is var (space, name)
        && name.Length < LongestName
        && name.Length > Prefix.Length + RandomLetters + 1
        && name.StartsWith(Prefix, StringComparison.Ordinal)
        && name[^(RandomLetters + 1)] == '-'
            ? (space, name[Prefix.Length..^(RandomLetters + 1)])
            : null;
}
