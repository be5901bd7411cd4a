using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Artifacts;

namespace VeleroFreeze.Sandbox.Velero.Backups;

/// <summary>
/// What becomes of a backup's log on its way to object storage; a Backup chooses with an annotation. <c>missing</c>: it never arrives, which changes no
/// phase. <c>truncated</c>: the second half of the gzip stream is lost.
/// </summary>
internal static class LogFault
{
    public const string Annotation = "sandbox.velerofreeze.io/log";

    /// <returns>What arrives; null when nothing does.</returns>
    public static Artifact? Apply(JsonObject backup, Artifact file)
    {
        if (!file.Name.EndsWith("-logs.gz", StringComparison.Ordinal))
        {
            return file;
        }

        return backup.TextAt("metadata", "annotations", Annotation) switch
        {
            "missing" => null,
            "truncated" => file with { Content = file.Content[..(file.Content.Length / 2)] },
            _ => file,
        };
    }
}
