using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary>The lists of VolumeSnapshots and of their contents (Velero 1.16 and older), which say one thing in two files.</summary>
internal static class SnapshotReader
{
    // A content counts from 1970 in units of a nanosecond.
    private const int NanosecondsPerTick = 100;

    public static IReadOnlyList<SnapshotInfo> ReadSnapshots(JsonElement document) => [.. Shape.Objects(document).Select(Snapshot)];

    public static IReadOnlyList<SnapshotInfo> ReadContents(JsonElement document) => [.. Shape.Objects(document).Select(Content)];

    /// <summary>One entry a snapshot. The content's time is the finer one.</summary>
    public static IReadOnlyList<SnapshotInfo> Join(IReadOnlyList<SnapshotInfo> snapshots, IReadOnlyList<SnapshotInfo> contents)
    {
        var byName = contents.ToLookup(content => (content.Namespace, content.Name));
        var known = snapshots.Select(snapshot => (snapshot.Namespace, snapshot.Name)).ToHashSet();
        return
        [
            .. snapshots.Select(snapshot => byName[(snapshot.Namespace, snapshot.Name)].FirstOrDefault() is { } content
                ? snapshot with { Content = content.Content, TakenAt = content.TakenAt ?? snapshot.TakenAt }
                : snapshot),
            .. contents.Where(content => !known.Contains((content.Namespace, content.Name))),
        ];
    }

    private static SnapshotInfo Snapshot(JsonElement json)
    {
        var metadata = Shape.Object(json, "metadata");
        var spec = Shape.Object(json, "spec");
        var status = Shape.Object(json, "status");
        return new SnapshotInfo(
            Shape.Name(metadata, "namespace"),
            Shape.Name(metadata, "name"),
            Shape.Name(status, "boundVolumeSnapshotContentName"),
            Shape.Name(spec is { } known ? Shape.Object(known, "source") : null, "persistentVolumeClaimName"),
            Shape.Time(status, "creationTime"));
    }

    private static SnapshotInfo Content(JsonElement json)
    {
        var reference = Shape.Object(json, "spec") is { } spec ? Shape.Object(spec, "volumeSnapshotRef") : null;
        return new SnapshotInfo(
            Shape.Name(reference, "namespace"),
            Shape.Name(reference, "name"),
            Shape.Name(Shape.Object(json, "metadata"), "name"),
            "",
            Nanoseconds(Shape.Object(json, "status")));
    }

    private static DateTimeOffset? Nanoseconds(JsonElement? status)
    {
        if (status is not { } known || !known.TryGetProperty("creationTime", out var time) || time.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        Shape.Require(time, JsonValueKind.Number, "creationTime");
        return time.TryGetInt64(out var count) ? DateTimeOffset.UnixEpoch.AddTicks(count / NanosecondsPerTick) : throw new ShapeException("creationTime is no count of nanoseconds");
    }
}
