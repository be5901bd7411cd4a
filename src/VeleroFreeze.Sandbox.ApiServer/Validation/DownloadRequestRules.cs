using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Validation;

/// <summary>What makes a DownloadRequest wrong: above all, a kind of file that Velero does not know.</summary>
internal static class DownloadRequestRules
{
    private static readonly Func<JsonObject, JsonObject?, IEnumerable<FieldError>> Shape =
        SchemaRules.Of("spec.target:object!", "spec.target.kind:string!", "spec.target.name:string!");

    private static readonly string[] Kinds =
    [
        "BackupLog", "BackupContents", "BackupVolumeSnapshots", "BackupItemOperations", "BackupResourceList", "BackupResults", "RestoreLog", "RestoreResults",
        "RestoreResourceList", "RestoreItemOperations", "CSIBackupVolumeSnapshots", "CSIBackupVolumeSnapshotContents", "BackupVolumeInfos", "RestoreVolumeInfo",
    ];

    public static IEnumerable<FieldError> Check(JsonObject request, JsonObject? before)
    {
        var kind = request.TextAt("spec", "target", "kind");
        return kind is null || Kinds.Contains(kind)
            ? Shape(request, before)
            : [.. Shape(request, before), FieldError.NotSupported("spec.target.kind", kind, Kinds)];
    }
}
