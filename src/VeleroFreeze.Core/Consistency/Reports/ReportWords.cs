using VeleroFreeze.Core.Evidence;
using VeleroFreeze.Core.OptIn;

namespace VeleroFreeze.Core.Consistency.Reports;

/// <summary>The words of a report that are not the names of verdicts and reasons.</summary>
internal static class ReportWords
{
    public static string Of(FreezePolicy policy) => policy switch
    {
        FreezePolicy.Required => "required",
        FreezePolicy.Preferred => "preferred",
        FreezePolicy.Disabled => "disabled",
        FreezePolicy.None => "none",
        _ => "unknown",
    };

    public static FreezePolicy? Policy(string? word) => word switch
    {
        "required" => FreezePolicy.Required,
        "preferred" => FreezePolicy.Preferred,
        "disabled" => FreezePolicy.Disabled,
        "none" => FreezePolicy.None,
        "unknown" => FreezePolicy.Unknown,
        _ => null,
    };

    public static string Of(ArtifactState state) => state switch
    {
        ArtifactState.Complete => "complete",
        ArtifactState.Missing => "missing",
        ArtifactState.Truncated => "truncated",
        _ => "unreadable",
    };

    public static ArtifactState? State(string? word) => word switch
    {
        "complete" => ArtifactState.Complete,
        "missing" => ArtifactState.Missing,
        "truncated" => ArtifactState.Truncated,
        "unreadable" => ArtifactState.Unreadable,
        _ => null,
    };

    public static string Of(CaptureMethod method) => method switch
    {
        CaptureMethod.CsiSnapshot => "csiSnapshot",
        CaptureMethod.DataMover => "dataMover",
        CaptureMethod.PodVolumeBackup => "podVolumeBackup",
        CaptureMethod.NativeSnapshot => "nativeSnapshot",
        CaptureMethod.Other => "other",
        _ => "none",
    };

    public static CaptureMethod? Method(string? word) => word switch
    {
        "csiSnapshot" => CaptureMethod.CsiSnapshot,
        "dataMover" => CaptureMethod.DataMover,
        "podVolumeBackup" => CaptureMethod.PodVolumeBackup,
        "nativeSnapshot" => CaptureMethod.NativeSnapshot,
        "other" => CaptureMethod.Other,
        "none" => CaptureMethod.None,
        _ => null,
    };
}
