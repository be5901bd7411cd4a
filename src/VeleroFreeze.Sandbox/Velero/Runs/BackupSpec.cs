using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Releases;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>A Backup and the members of its spec that change how it runs.</summary>
internal sealed record BackupSpec(JsonObject Backup)
{
    private static readonly GoDuration DefaultSnapshotTimeout = GoDuration.FromSeconds(600);

    private static readonly GoDuration DefaultTimeToLive = GoDuration.FromSeconds(30 * 24 * 3600);

    public string Name => Backup.TextAt("metadata", "name") ?? "";

    public string Namespace => Backup.TextAt("metadata", "namespace") ?? "";

    public string Uid => Backup.TextAt("metadata", "uid") ?? "";

    public JsonObject? Spec => Backup.ObjectAt("spec");

    public bool MovesData => Spec.BoolAt("snapshotMoveData") == true;

    /// <summary>Who moves the data; empty and <c>velero</c> are Velero itself, as <c>velero-fs</c> and <c>velero-block</c> are.</summary>
    public string DataMover => Spec.TextAt("datamover") ?? "";

    /// <summary>The data mover as the server writes it into the Backup.</summary>
    public string DataMoverIn(VeleroVersion version) => version.NamesDataMover && DataMover is ("" or "velero") ? "velero-fs" : DataMover;

    public bool TakesSnapshots => Spec.BoolAt("snapshotVolumes") != false;

    public bool CopiesPodVolumes => Spec.BoolAt("defaultVolumesToFsBackup") == true;

    public GoDuration SnapshotTimeout => Duration("csiSnapshotTimeout", DefaultSnapshotTimeout);

    /// <summary>How long after its start the backup is kept.</summary>
    public GoDuration TimeToLive => Duration("ttl", DefaultTimeToLive);

    /// <summary>Whether the spec names an item in <c>orderedResources</c>.</summary>
    public bool Orders(BackupItem item) => PlaceOf(item) < int.MaxValue;

    /// <summary>The place of an item among those of its type; those that are not named come last, in the order they were found.</summary>
    public int PlaceOf(BackupItem item)
    {
        var named = Spec.TextAt("orderedResources", item.Resource)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        var place = Array.IndexOf(named, item.Path);
        return place < 0 ? int.MaxValue : place;
    }

    private GoDuration Duration(string member, GoDuration otherwise) =>
        GoDuration.TryParse(Spec.TextAt(member) ?? "", out var duration) is null && duration.Nanoseconds > 0 ? duration : otherwise;
}
