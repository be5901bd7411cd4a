namespace VeleroFreeze.Sandbox.Releases;

/// <summary>What differs between the versions of Velero. A further version is a further row.</summary>
internal sealed record VeleroVersion(string Name)
{
    /// <summary>Lines about a pod's hooks carry its name, namespace and resource; up to 1.14.</summary>
    public required bool HookLinesNameThePod { get; init; }

    /// <summary>Items are backed up in blocks, whose pods run their hooks around the whole block; since 1.15.</summary>
    public required bool HasItemBlocks { get; init; }

    /// <summary>Post hooks wait for the pod volume backups of their block to end. 1.14 only creates these before its post hooks.</summary>
    public required bool PostHooksAwaitPodVolumes { get; init; }

    /// <summary>The wait for a snapshot handle sits in the PVC action even when no data is moved; since 1.17.</summary>
    public required bool PvcActionAwaitsHandle { get; init; }

    /// <summary>How log lines name a hook of the Backup's spec.</summary>
    public required string SpecHookSource { get; init; }

    /// <summary>Spec hooks of the same name, container and phase are told apart; before 1.16.2 they count as one.</summary>
    public required bool CountsHooksByIndex { get; init; }

    /// <summary>Volume information has <c>result</c>, <c>ReadyToUse</c> and <c>Phase</c>; since 1.15.</summary>
    public required bool VolumeInfoHasResult { get; init; }

    /// <summary>Volume information has <c>incrementalSize</c>; since 1.18.</summary>
    public required bool VolumeInfoHasIncrement { get; init; }

    /// <summary>The lists of VolumeSnapshots and their contents are uploaded; up to 1.16.</summary>
    public required bool UploadsSnapshotLists { get; init; }

    /// <summary>A Backup waits as Queued and ReadyToStart; since 1.18.</summary>
    public required bool QueuesBackups { get; init; }

    /// <summary>A volume policy may hand volumes to another data mover, by its action <c>custom</c>; since 1.18.1.</summary>
    public required bool HandsVolumesOver { get; init; }

    /// <summary>An empty <c>spec.datamover</c>, or <c>velero</c>, becomes <c>velero-fs</c> on every Backup; since 1.19.</summary>
    public required bool NamesDataMover { get; init; }

    /// <summary>A hook that is given up is cancelled, and what it has said is logged; its timeout is 30 s where none is asked for or less than none, and four hours at most. Since 1.19.</summary>
    public required bool CancelsLateHooks { get; init; }

    /// <summary>A DownloadRequest for a Backup that has written nothing ends as <c>Failed</c>; since 1.19. Older ones sign a URL all the same.</summary>
    public required bool FailsDownloadRequests { get; init; }

    /// <summary>A resource policy may choose objects by name; since 1.18.2.</summary>
    public required bool FiltersByName { get; init; }

    public required LogSources Sources { get; init; }

    public static VeleroVersion V1_14 { get; } = new("1.14")
    {
        HookLinesNameThePod = true,
        HasItemBlocks = false,
        PostHooksAwaitPodVolumes = false,
        PvcActionAwaitsHandle = false,
        SpecHookSource = "spec",
        CountsHooksByIndex = false,
        VolumeInfoHasResult = false,
        VolumeInfoHasIncrement = false,
        UploadsSnapshotLists = true,
        QueuesBackups = false,
        HandsVolumesOver = false,
        NamesDataMover = false,
        CancelsLateHooks = false,
        FailsDownloadRequests = false,
        FiltersByName = false,
        Sources = new LogSources("pkg/podexec/pod_command_executor.go:124", "internal/hook/item_hook_handler.go:100"),
    };

    public static VeleroVersion V1_18 { get; } = new("1.18")
    {
        HookLinesNameThePod = false,
        HasItemBlocks = true,
        PostHooksAwaitPodVolumes = true,
        PvcActionAwaitsHandle = true,
        SpecHookSource = "spec",
        CountsHooksByIndex = true,
        VolumeInfoHasResult = true,
        VolumeInfoHasIncrement = true,
        UploadsSnapshotLists = false,
        QueuesBackups = true,
        HandsVolumesOver = true,
        NamesDataMover = false,
        CancelsLateHooks = false,
        FailsDownloadRequests = false,
        FiltersByName = false,
        Sources = new LogSources("pkg/podexec/pod_command_executor.go:133", "internal/hook/item_hook_handler.go:103"),
    };

    /// <summary>As its branch was in August 2026, before the first tag.</summary>
    public static VeleroVersion V1_19 { get; } = V1_18 with
    {
        Name = "1.19",
        NamesDataMover = true,
        CancelsLateHooks = true,
        FailsDownloadRequests = true,
        FiltersByName = true,
        Sources = new LogSources("pkg/podexec/pod_command_executor.go:150", "internal/hook/item_hook_handler.go:239"),
    };

    public static IReadOnlyList<VeleroVersion> All { get; } = [V1_14, V1_18, V1_19];

    /// <summary>The row of a version like <c>1.18</c>, <c>v1.18</c> or <c>1.18.1</c>; null when there is none.</summary>
    public static VeleroVersion? Find(string text)
    {
        var parts = text.TrimStart('v').Split('.');
        return parts.Length < 2 ? null : All.FirstOrDefault(row => row.Name == $"{parts[0]}.{parts[1]}");
    }

    public override string ToString() => Name;
}

/// <summary>
/// The <c>logSource</c> of lines. Only the executor's are known from real logs; readers may rely on the file, never on the line number.
/// </summary>
internal sealed record LogSources(string Executor, string HookHandler)
{
    public string Backup { get; } = "pkg/backup/backup.go:723";

    public string Item { get; } = "pkg/backup/item_backupper.go:187";

    public string PodVolumes { get; } = "pkg/podvolume/backupper.go:276";

    public string PvcAction { get; } = "pkg/backup/actions/csi/pvc_action.go:245";

    public string SnapshotAction { get; } = "pkg/backup/actions/csi/volumesnapshot_action.go:102";

    public string SnapshotWait { get; } = "pkg/util/csi/volume_snapshot.go:739";

    public string Snapshots { get; } = "pkg/backup/snapshots.go:46";

    public string Controller { get; } = "pkg/controller/backup_controller.go:734";
}
