using System.Text.Json.Nodes;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>Files that are not what the backup wrote.</summary>
internal static class Forgeries
{
    /// <param name="forgery">What was done.</param>
    /// <param name="run">What the backup wrote.</param>
    /// <param name="twin">A backup of the same VMs at the same time in which nothing went wrong.</param>
    /// <param name="chance">Chooses the line.</param>
    public static PlayedRun Of(Forgery forgery, PlayedRun run, PlayedRun? twin, Random chance) => forgery switch
    {
        Forgery.LogOfAnotherBackup => WithLog(run, twin!.Files[ArtifactKind.BackupLog].Replace("velero/nightly", "velero/weekly", StringComparison.Ordinal)),
        Forgery.ObjectOfAnotherBackup => run with { Backup = Renamed(twin!.Backup) },
        Forgery.LineRemoved => WithLog(run, Without(run.Files[ArtifactKind.BackupLog], _ => true, chance)),
        Forgery.HookLineRemoved => WithLog(run, Without(run.Files[ArtifactKind.BackupLog], line => line.Contains("hook", StringComparison.Ordinal) || line.Contains("error", StringComparison.Ordinal), chance)),
        _ => run,
    };

    private static PlayedRun WithLog(PlayedRun run, string log) => run with { Files = new(run.Files) { [ArtifactKind.BackupLog] = log } };

    private static JsonObject Renamed(JsonObject backup)
    {
        var other = (JsonObject)backup.DeepClone();
        other["metadata"]!["name"] = "weekly";
        return other;
    }

    private static string Without(string log, Func<string, bool> isChosen, Random chance)
    {
        var lines = log.Split('\n').ToList();
        var chosen = lines.FindAll(line => line.Length > 0 && isChosen(line));
        if (chosen.Count > 0)
        {
            lines.Remove(chosen[chance.Next(chosen.Count)]);
        }

        return string.Join('\n', lines);
    }
}
