using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VeleroFreeze.Core.Evidence;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>
/// Workers that race: each has its own items and its own time, and all write one log. Lines of two workers in one second stand in any order; those of one
/// worker keep theirs.
/// </summary>
internal static partial class PlayedWorkers
{
    private static readonly string[] First = ["Setting up backup temp file"];
    private static readonly string[] Last = ["Summary for skipped PVs", "Backed up a total of", "backup SnapshotMoveData is set"];
    private static readonly string[] Sums = ["warnings", "errors", "csiVolumeSnapshotsAttempted", "csiVolumeSnapshotsCompleted", "backupItemOperationsAttempted", "backupItemOperationsCompleted", "backupItemOperationsFailed"];

    public static PlayedRun Join(IReadOnlyList<PlayedRun> runs, Random chance) =>
        runs.Count == 1 ? runs[0] : new PlayedRun(Backup(runs), runs.SelectMany(run => run.Files.Keys).Distinct().ToDictionary(kind => kind, kind => File(kind, runs, chance)));

    private static string File(ArtifactKind kind, IReadOnlyList<PlayedRun> runs, Random chance) => kind == ArtifactKind.BackupLog
        ? string.Concat(Lines(runs, chance).Select(line => line + "\n"))
        : runs.Where(run => run.Files.ContainsKey(kind)).Select(run => JsonNode.Parse(run.Files[kind])!).Aggregate(Merged).ToJsonString() + "\n";

    private static JsonNode Merged(JsonNode one, JsonNode other)
    {
        if (one is JsonArray array)
        {
            return new JsonArray([.. array.Concat(other.AsArray()).Select(item => item!.DeepClone())]);
        }

        if (one is not JsonObject map)
        {
            return one;
        }

        foreach (var (key, value) in other.AsObject())
        {
            map[key] = map[key] is { } known && value is not null ? Merged(known.DeepClone(), value) : value?.DeepClone();
        }

        return map;
    }

    private static JsonObject Backup(IReadOnlyList<PlayedRun> runs)
    {
        var all = runs.Select(run => run.Backup["status"]!.AsObject()).ToList();
        var last = all.MaxBy(status => status["completionTimestamp"]!.GetValue<string>(), StringComparer.Ordinal)!;
        var backup = (JsonObject)runs[0].Backup.DeepClone();
        var status = backup["status"]!.AsObject();
        status["completionTimestamp"] = last["completionTimestamp"]!.DeepClone();
        status["phase"] = all.Exists(one => one["phase"]!.GetValue<string>() == "PartiallyFailed") ? "PartiallyFailed" : "Completed";
        foreach (var name in Sums.Where(name => all.Exists(one => one[name] is not null)))
        {
            status[name] = all.Sum(one => one[name]?.GetValue<int>() ?? 0);
        }

        status["hookStatus"] = Hooks(all);
        return backup;
    }

    private static JsonObject Hooks(List<JsonObject> all)
    {
        var sum = new JsonObject();
        foreach (var name in all.Select(one => one["hookStatus"]).OfType<JsonObject>().SelectMany(hooks => hooks.Select(pair => pair.Key)).Distinct(StringComparer.Ordinal))
        {
            sum[name] = all.Sum(one => one["hookStatus"]?[name]?.GetValue<int>() ?? 0);
        }

        return sum;
    }

    private static IEnumerable<string> Lines(IReadOnlyList<PlayedRun> runs, Random chance)
    {
        var logs = runs.Select(run => run.Files[ArtifactKind.BackupLog].Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var longest = logs.MaxBy(log => Time(log[^1]), StringComparer.Ordinal)!;
        var queues = logs.Select(log => new Queue<string>(log.Where(line => !Has(line, First) && !Has(line, Last)))).ToList();
        yield return logs[0].First(line => Has(line, First));
        while (queues.Where(queue => queue.Count > 0).GroupBy(queue => Time(queue.Peek()), StringComparer.Ordinal).MinBy(same => same.Key, StringComparer.Ordinal) is { } next)
        {
            var all = next.ToList();
            yield return all[chance.Next(all.Count)].Dequeue();
        }

        foreach (var line in longest.Where(line => Has(line, Last)))
        {
            yield return line;
        }
    }

    private static bool Has(string line, string[] texts) => texts.Any(text => line.Contains(text, StringComparison.Ordinal));

    private static string Time(string line) => TimeOf().Match(line).Groups[1].Value;

    [GeneratedRegex("time\"?[=:]\"([^\"]+)\"")]
    private static partial Regex TimeOf();
}
