using System.Text.Json;

namespace VeleroFreeze.Core.Evidence.Documents;

/// <summary><c>NAME-podvolumebackups.json.gz</c>: the objects of file-system copies.</summary>
internal static class PodVolumeBackupReader
{
    // Written by Velero on the object; its spec names the pod's volume only.
    private const string ClaimAnnotation = "velero.io/pvc-name";

    public static IReadOnlyList<PodVolumeBackup> Read(JsonElement document) => [.. Shape.Objects(document).Select(Entry)];

    private static PodVolumeBackup Entry(JsonElement json)
    {
        var metadata = Shape.Object(json, "metadata");
        var spec = Shape.Object(json, "spec");
        var pod = spec is { } known ? Shape.Object(known, "pod") : null;
        var status = Shape.Object(json, "status");
        return new PodVolumeBackup(
            Shape.Name(pod, "namespace"),
            Shape.Name(pod, "name"),
            Shape.Name(spec, "volume"),
            Shape.Name(metadata is { } m ? Shape.Object(m, "annotations") : null, ClaimAnnotation),
            Shape.Name(status, "phase"),
            Shape.Time(status, "startTimestamp"),
            Shape.Time(status, "completionTimestamp"));
    }
}
