using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Velero.Runs;

/// <summary>Stands for a resource policy on volumes: a claim says itself that it falls under one.</summary>
internal static class VolumePolicy
{
    /// <summary>On a claim. <c>skipped</c>, <c>kubevirt</c> and <c>filtered</c> are read here, other values by the CSI driver.</summary>
    public const string Annotation = Csi.Snapshotter.Annotation;

    /// <summary>Velero leaves the volume alone, whoever else sees to it.</summary>
    public static bool Skips(BackupItem? claim) => Action(claim) == "skipped" || HandsOver(claim);

    /// <summary>The action <c>custom</c> with the parameter <c>datamover: kubevirt</c>.</summary>
    public static bool HandsOver(BackupItem? claim) => Action(claim) == "kubevirt";

    /// <summary>Stands for a policy that chooses objects by name, and not this claim.</summary>
    public static bool IsFiltered(BackupItem item) => Action(item) == "filtered";

    private static string? Action(BackupItem? claim) => claim?.Json.TextAt("metadata", "annotations", Annotation);
}
