using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>Stands for a resource policy that skips volumes: a claim says itself that it falls under one.</summary>
internal static class VolumePolicy
{
    /// <summary>On a claim. <c>skipped</c> is read here, other values by the CSI driver.</summary>
    public const string Annotation = Csi.Snapshotter.Annotation;

    public static bool Skips(BackupItem? claim) => claim?.Json.TextAt("metadata", "annotations", Annotation) == "skipped";
}
