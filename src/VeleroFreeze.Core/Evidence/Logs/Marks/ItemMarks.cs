namespace VeleroFreeze.Core.Evidence.Logs.Marks;

/// <summary>The lines about items: left out, met twice, outside of their block.</summary>
internal static class ItemMarks
{
    private const string CsiAction = "Skip executing Backup Item Action: velero.io/csi-pvc-backupper of resource persistentvolumeclaims: ";

    public static FoundMark? Find(LogEntry entry) => entry.Message switch
    {
        "Skipping item because it's already been backed up." => Item(LogMarkKind.AlreadyBackedUp, entry),
        "Skipping item because it's being deleted." => Item(LogMarkKind.BeingDeleted, entry),
        "Backing up item" => entry[LogField.Resource] switch
        {
            "virtualmachines.kubevirt.io" => Item(LogMarkKind.MachineStarted, entry),
            "persistentvolumeclaims" => Item(LogMarkKind.ClaimStarted, entry),
            _ => null,
        },
        "failed to wait PVBs processed for the ItemBlock" => new FoundMark(LogMarkKind.PostHooksSkipped, "", "", entry[LogField.Error]),
        "Skipping all items in the ItemBlock, a pre hook failed with the FailBlock error mode" => new FoundMark(LogMarkKind.BlockSkipped, "", entry[LogField.Name] ?? "", entry[LogField.Error]),
        "Error running pre hooks for pod" => FoundMark.Of(LogMarkKind.PreHooksFailed, entry[LogField.Name], entry[LogField.Error]),
        // Velero 1.15.0 has two blanks.
        "Error running post hooks for pod" or "Error running post  hooks for pod" => FoundMark.Of(LogMarkKind.PostHooksFailed, entry[LogField.Name], entry[LogField.Error]),
        "cannot perform snapshot data movement without running node-agent pods" => new FoundMark(LogMarkKind.NodeAgentMissing, "", "", entry[LogField.Error]),
        var text when text.StartsWith("Excluding item because ", StringComparison.Ordinal) || IsFiltered(text) => Excluded(entry),
        var text when text.StartsWith("Additional Item ", StringComparison.Ordinal) => Additional(text),
        var text when text.StartsWith("Skip pod volume ", StringComparison.Ordinal) => SkippedPodVolume(entry),
        var text => SkippedClaim(text) ?? BlockVolume(text),
    };

    /// <summary>Only of objects that a verdict is about; a large backup meets everything else twice.</summary>
    private static bool Matters(string? resource) =>
        resource is "pods" or "persistentvolumeclaims" or "virtualmachines.kubevirt.io" or "virtualmachineinstances.kubevirt.io";

    private static FoundMark? Item(LogMarkKind kind, LogEntry entry) =>
        Matters(entry[LogField.Resource])
            ? FoundMark.Of(kind, MarkText.Path($"{entry[LogField.Namespace]}/{entry[LogField.Name]}"), entry[LogField.Resource])
            : null;

    /// <summary>A resource policy that names objects (Velero 1.18.2 and newer).</summary>
    private static bool IsFiltered(string text) =>
        text.StartsWith("Excluding item: name does not match resource filter for kind ", StringComparison.Ordinal)
        || text.StartsWith("Excluding item: name does not match clusterScopedFilterPolicy for kind ", StringComparison.Ordinal);

    /// <summary>A PersistentVolume has no namespace; it is named as the summary of skipped ones names it.</summary>
    private static FoundMark? Excluded(LogEntry entry) => entry[LogField.Resource] == "persistentvolumes"
        ? FoundMark.Of(LogMarkKind.VolumeSkipped, entry[LogField.Name], entry.Message)
        : Item(entry[LogField.Resource] == "persistentvolumeclaims" ? LogMarkKind.VolumeSkipped : LogMarkKind.ItemExcluded, entry) is { } mark ? mark with { Detail = entry.Message } : null;

    private static FoundMark? Additional(string text) =>
        MarkText.Two(text, "Additional Item ", " ", " not found in ItemBlock, getting from cluster") is var (resource, item) && Matters(resource)
            ? FoundMark.Of(LogMarkKind.OutsideBlock, MarkText.Path(item), resource)
            : null;

    /// <summary>A volume of a pod, by its name in the pod; the claim is not told.</summary>
    private static FoundMark? SkippedPodVolume(LogEntry entry)
    {
        var volume = MarkText.Between(entry.Message, "Skip pod volume ", "");
        return MarkText.IsName(volume) && MarkText.IsName(entry[LogField.Namespace]) && MarkText.IsName(entry[LogField.Name])
            ? new FoundMark(LogMarkKind.VolumeSkipped, entry[LogField.Namespace]!, volume!, $"a volume of pod {entry[LogField.Name]}, which is not running")
            : null;
    }

    private static FoundMark? BlockVolume(string text) =>
        MarkText.Two(text, "volume ", " declared in pod ", " is a block volume. Block volumes are not supported for fs backup, skipping") is var (volume, pod)
        && MarkText.IsName(volume)
        && MarkText.Path(pod) is var (space, name)
            ? new FoundMark(LogMarkKind.VolumeSkipped, space, volume, $"a block volume of pod {name}, which no copy of files takes")
            : null;

    private static FoundMark? SkippedClaim(string text)
    {
        var claim = MarkText.Between(text, CsiAction, " for the matched resource policies")
            ?? MarkText.Between(text, "skip CSI snapshot for PVC ", " as it's not a CSI compatible volume")
            ?? MarkText.Two(text, "Skipping PVC ", ", associated PV ", " is not a CSI volume")?.First;
        return FoundMark.Of(LogMarkKind.VolumeSkipped, MarkText.Path(claim), text);
    }
}
