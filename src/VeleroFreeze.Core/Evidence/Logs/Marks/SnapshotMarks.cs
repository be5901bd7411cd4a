namespace VeleroFreeze.Core.Evidence.Logs.Marks;

/// <summary>The lines of CSI snapshots, of their upload and of native ones.</summary>
internal static class SnapshotMarks
{
    public static FoundMark? Find(LogEntry entry, SnapshotWaits waits) => entry.Message switch
    {
        "Starting PVCBackupItemAction" => new FoundMark(LogMarkKind.ClaimActionStarted, "", ""),
        "Snapshotting persistent volume" => FoundMark.Of(LogMarkKind.NativeSnapshot, entry[LogField.PersistentVolume] ?? entry[LogField.Name]),
        "DataUpload is submitted successfully." => Submitted(entry, waits),
        var text when text.StartsWith("Created ", StringComparison.Ordinal) => Created(text),
        var text when text.StartsWith("Reusing ", StringComparison.Ordinal) => Reused(text),
        var text when text.StartsWith("Untrack ", StringComparison.Ordinal) => Untracked(text, waits),
        var text => Note(text, waits) ? null : Ready(text, waits) ?? Failed(text, waits),
    };

    /// <summary>Velero 1.14 and newer; and the plugin of its own before that.</summary>
    private static FoundMark? Created(string text) => FoundMark.Of(
        LogMarkKind.SnapshotCreated,
        MarkText.Path(MarkText.Between(text, "Created VolumeSnapshot ", "") ?? MarkText.Between(text, "Created volumesnapshot ", "")));

    private static FoundMark? Submitted(LogEntry entry, SnapshotWaits waits)
    {
        var claim = MarkText.Path(entry[LogField.SourceClaim]);
        if (claim is { } known)
        {
            waits.Move(known);
        }

        return FoundMark.Of(LogMarkKind.DataUploadSubmitted, claim, entry[LogField.VolumeSnapshot]);
    }

    private static FoundMark? Reused(string text)
    {
        if (MarkText.Two(text, "Reusing existing VolumeSnapshot ", " for PVC ", "") is not var (snapshot, claim))
        {
            return null;
        }

        return MarkText.IsName(claim)
            ? new FoundMark(LogMarkKind.SnapshotReused, MarkText.Path(snapshot)?.Namespace ?? "", claim, snapshot)
            : FoundMark.Of(LogMarkKind.SnapshotReused, MarkText.Path(claim), snapshot);
    }

    private static FoundMark? Untracked(string text, SnapshotWaits waits)
    {
        var claim = MarkText.Path(MarkText.Between(text, "Untrack the PVC ", ", because it's backed up by CSI BIA."));
        return claim is { } known && waits.WaitedFor(known) ? FoundMark.Of(LogMarkKind.ClaimCaptured, claim) : null;
    }

    private static FoundMark? Ready(string text, SnapshotWaits waits)
    {
        var content = MarkText.Between(text, "Patching VolumeSnapshotContent ", " with velero BackupNameLabel");
        return !MarkText.IsName(content) ? null
            : waits.Answer() is { } snapshot ? FoundMark.Of(LogMarkKind.SnapshotReady, snapshot, content)
            : FoundMark.Of(LogMarkKind.SnapshotReady, content);
    }

    private static FoundMark? Failed(string text, SnapshotWaits waits)
    {
        if (MarkText.Two(text, "VolumeSnapshotContent ", " has error: ", "") is var (content, error))
        {
            return FoundMark.Of(LogMarkKind.SnapshotFailed, content, error);
        }

        var late = MarkText.Between(text, "Timed out awaiting reconciliation of volumesnapshot ", "")
            ?? MarkText.Two(text, "Failed to wait for VolumeSnapshot ", " to become ReadyToUse within timeout ", "")?.First;
        var snapshot = MarkText.Path(late);
        if (snapshot is { } known)
        {
            waits.GiveUp(known);
        }

        return FoundMark.Of(LogMarkKind.SnapshotFailed, snapshot, text);
    }

    /// <summary>Lines that place nothing by themselves.</summary>
    private static bool Note(string text, SnapshotWaits waits)
    {
        var awaited = MarkText.Path(MarkText.Two(text, "Waiting for CSI driver to reconcile volumesnapshot ", ". Retrying in ", "")?.First);
        var asked = MarkText.Path(MarkText.Between(text, "Getting VolumesnapshotContent for Volumesnapshot ", ""));
        if (awaited is { } waiting)
        {
            waits.Await(waiting);
        }

        if (asked is { } asking)
        {
            waits.Ask(asking);
        }

        return awaited is not null || asked is not null;
    }
}
