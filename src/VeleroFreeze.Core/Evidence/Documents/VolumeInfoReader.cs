using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary>
/// <c>NAME-volumeinfo.json.gz</c>. Its start is the moment of a snapshot's data (by the storage's clock) only for a CSI snapshot whose data was not moved,
/// and only since Velero 1.14; in 1.13 it is the VolumeSnapshot's creation. Of moved data it is the start of the upload; of a file-system copy that of the copy.
/// </summary>
internal static class VolumeInfoReader
{
    public static IReadOnlyList<VolumeInfo> Read(JsonElement document) => [.. Shape.Objects(document).Select(Entry)];

    private static VolumeInfo Entry(JsonElement json)
    {
        var moved = Shape.Flag(json, "snapshotDataMoved");
        var movement = Shape.Object(json, "snapshotDataMovementInfo");
        var csi = Shape.Object(json, "csiSnapshotInfo");
        return new VolumeInfo
        {
            ClaimNamespace = Shape.Name(json, "pvcNamespace"),
            Claim = Shape.Name(json, "pvcName"),
            Volume = Shape.Name(json, "pvName"),
            Method = Shape.Name(json, "backupMethod"),
            DataMoved = moved,
            Skipped = Shape.Flag(json, "skipped"),
            SkippedReason = Shape.Text(json, "skippedReason"),
            StartedAt = Shape.Time(json, "startTimestamp"),
            CompletedAt = Shape.Time(json, "completionTimestamp"),
            Succeeded = Succeeded(Shape.Name(json, "result")),
            Content = Known(Shape.Name(csi, "vscName")),
            OperationId = Known(Shape.Name(moved ? movement : csi, "operationID")),
            DataMover = Shape.Name(movement, "dataMover"),
            Pod = Shape.Name(Shape.Object(json, "pvbInfo"), "podName"),
        };
    }

    private static bool? Succeeded(string result) => result switch
    {
        "succeeded" => true,
        "failed" => false,
        "" => null,
        _ => throw new ShapeException("result is neither succeeded nor failed"),
    };

    /// <summary>Velero writes the word where it does not know.</summary>
    private static string Known(string text) => text == "unknown" ? "" : text;
}
