using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>
/// What becomes of a backup's log on its way to object storage; a Backup chooses with an annotation. <c>missing</c>: it never arrives, which changes no
/// phase. <c>truncated</c>: the second half of the gzip stream is lost. <c>late=DURATION</c>: it arrives that much later.
/// </summary>
internal static class LogFault
{
    public const string Annotation = "sandbox.velerofreeze.io/log";

    private const string Late = "late=";

    /// <returns>What arrives; null when nothing does.</returns>
    public static Artifact? Apply(JsonObject backup, Artifact file) => !IsLog(file) ? file : FaultOf(backup) switch
    {
        "missing" => null,
        "truncated" => file with { Content = file.Content[..(file.Content.Length / 2)] },
        _ => file,
    };

    /// <summary>How much later than other files it arrives.</summary>
    public static TimeSpan DelayOf(JsonObject backup, Artifact file) =>
        IsLog(file) && FaultOf(backup) is { } fault && fault.StartsWith(Late, StringComparison.Ordinal) && GoDuration.TryParse(fault[Late.Length..], out var delay) is null
            ? delay.AsTimeSpan
            : TimeSpan.Zero;

    private static bool IsLog(Artifact file) => file.Name.EndsWith("-logs.gz", StringComparison.Ordinal);

    private static string? FaultOf(JsonObject backup) => backup.TextAt("metadata", "annotations", Annotation);
}
