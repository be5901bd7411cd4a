using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VeleroFreeze.Core.Consistency.Facts;
using VeleroFreeze.Core.Consistency.Reports;
using VeleroFreeze.Core.Consistency.Watching;

namespace VeleroFreeze.Tests.Consistency.Soundness;

/// <summary>The Backup objects of an hour, as Velero writes them: the one that is judged, and those whose uploads still go on.</summary>
internal sealed class PlayedSchedule(BackupObject backup, IReadOnlyList<PlayedCluster> clusters, PlayedClocks clocks)
{
    private const int HoursOfUpload = 4;

    /// <summary>When it became <c>InProgress</c>.</summary>
    public DateTimeOffset Start { get; } = clusters.SelectMany(cluster => cluster.Reports).First(report => report.Phase == "InProgress").At;

    /// <summary>When it left <c>InProgress</c>.</summary>
    public DateTimeOffset Left { get; } = clusters.Max(cluster => cluster.LeftAt);

    /// <summary>When it was over.</summary>
    public DateTimeOffset End { get; } = clusters.Max(cluster => cluster.Reports[^1].At);

    public IEnumerable<PlayedEvent> Own => Backup(backup.Summary.Name, backup.Summary.Uid, Start, (Start.AddSeconds(-1), "New"), (Start, "InProgress"), (Left, "WaitingForPluginOperations"), (End, "Completed"));

    /// <summary>
    /// One each hour, and each uploads for four: from time to time Velero writes how many operations have ended. Their hooks had run before the next one came, as Velero
    /// takes one Backup after the other.
    /// </summary>
    public IEnumerable<PlayedEvent> Hourly(Random chance)
    {
        for (var hours = 1; hours < HoursOfUpload; hours++)
        {
            var start = Start.AddHours(-hours).AddSeconds(chance.Next(30));
            var left = start + TimeSpan.FromMinutes(1 + (chance.NextDouble() * 40));
            var until = start.AddHours(HoursOfUpload);
            var counts = Enumerable.Range(0, 30).Select(_ => (left + ((until - left) * chance.NextDouble()), "WaitingForPluginOperations"));
            foreach (var told in Backup($"hourly-{hours}", $"hourly-{hours}-uid", start, [(start, "InProgress"), (left, "WaitingForPluginOperations"), .. counts, (until, "Completed")]))
            {
                yield return told;
            }
        }
    }

    /// <summary>Whatever else froze or thawed a guest, as the objects that it left.</summary>
    public IEnumerable<PlayedEvent> Other(FreezingActor actor)
    {
        var (began, ended) = (actor.From - clocks.ApiServer, actor.To - clocks.Verifier);
        if (actor.Kind == nameof(WatchedKind.Backup))
        {
            return Backup(actor.Name, actor.Uid, began, [(began, "InProgress"), .. ended is { } left ? [(left, "WaitingForPluginOperations")] : Array.Empty<(DateTimeOffset, string)>()]);
        }

        return new[] { began, ended }.OfType<DateTimeOffset>().Select(at => new PlayedEvent(at, WatchedKind.VirtualMachineSnapshot, new VirtualMachineKey(actor.Namespace, actor.Name), actor.Uid, JsonSerializer.SerializeToElement(new JsonObject
        {
            ["metadata"] = new JsonObject { ["namespace"] = actor.Namespace, ["name"] = actor.Name, ["uid"] = actor.Uid, ["creationTimestamp"] = Time(actor.From) },
            ["spec"] = new JsonObject { ["source"] = new JsonObject { ["kind"] = nameof(WatchedKind.VirtualMachine), ["name"] = actor.Machine!.Value.Name } },
            ["status"] = new JsonObject { ["readyToUse"] = at == ended },
        })));
    }

    private IEnumerable<PlayedEvent> Backup(string name, string uid, DateTimeOffset start, params IEnumerable<(DateTimeOffset At, string Phase)> phases) => phases.Select(next =>
    {
        var status = new JsonObject { ["phase"] = next.Phase };
        if (next.Phase != "New")
        {
            status["startTimestamp"] = Time(start);
        }

        if (next.Phase == "Completed")
        {
            status["completionTimestamp"] = Time(next.At);
        }

        return new PlayedEvent(next.At, WatchedKind.Backup, new VirtualMachineKey(backup.Summary.Namespace, name), uid, JsonSerializer.SerializeToElement(new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["namespace"] = backup.Summary.Namespace,
                ["name"] = name,
                ["uid"] = uid,
                ["managedFields"] = new JsonArray(new JsonObject { ["time"] = Time(next.At + clocks.ApiServer) }),
            },
            ["spec"] = new JsonObject(),
            ["status"] = status,
        }));
    });

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
