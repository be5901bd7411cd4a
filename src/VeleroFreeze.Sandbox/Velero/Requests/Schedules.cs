using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Server;

namespace VeleroFreeze.Sandbox.Velero.Requests;

/// <summary>Creates the backups of schedules that say <c>@every DURATION</c>, in virtual time; any other schedule is refused in its status.</summary>
internal sealed class Schedules
{
    private const string Every = "@every ";
    private const string Label = "velero.io/schedule-name";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly VeleroServer _server;
    private readonly Follower _schedules;

    // The API server's clock, which stamps objects, is not the one that schedules run by.
    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    public Schedules(VeleroServer server)
    {
        _server = server;
        _schedules = new Follower(server.Client, server.PathOf("schedules"), ValidateAsync, schedule => $"{schedule.Uid()} {schedule["spec"]?.ToJsonString()}");
    }

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(_schedules.RunAsync(stop), _server.RepeatAsync(Interval, CreateDueAsync, stop));

    public static TimeSpan? IntervalOf(JsonObject schedule) =>
        schedule.TextAt("spec", "schedule") is { } text
        && text.StartsWith(Every, StringComparison.Ordinal)
        && GoDuration.TryParse(text[Every.Length..], out var interval) is null
        && interval.AsTimeSpan >= Interval
            ? interval.AsTimeSpan
            : null;

    /// <summary>The backup of a schedule at a moment.</summary>
    public static JsonObject BackupOf(JsonObject schedule, DateTimeOffset now)
    {
        var template = schedule.ObjectAt("spec", "template")?.Clone() ?? [];
        var metadata = template.ObjectAt("metadata")?.Clone() ?? [];
        template.Remove("metadata");
        var labels = (metadata.ObjectAt("labels") ?? schedule.ObjectAt("metadata", "labels"))?.Clone() ?? [];
        labels[Label] = schedule.Name();
        return new JsonObject
        {
            ["apiVersion"] = "velero.io/v1",
            ["kind"] = "Backup",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{schedule.Name()}-{now.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}",
                ["namespace"] = schedule.Namespace(),
                ["labels"] = labels,
                ["annotations"] = schedule.ObjectAt("metadata", "annotations")?.DeepClone() ?? new JsonObject(),
            },
            ["spec"] = template,
        };
    }

    private async Task ValidateAsync(JsonObject schedule, CancellationToken stop)
    {
        var status = IntervalOf(schedule) is not null
            ? new JsonObject { ["phase"] = "Enabled", ["validationErrors"] = null }
            : new JsonObject
            {
                ["phase"] = "FailedValidation",
                ["validationErrors"] = new JsonArray($"invalid schedule: {schedule.TextAt("spec", "schedule")}: the sandbox knows \"@every DURATION\" of at least 1s only"),
            };
        await _server.PatchStatusAsync(schedule, status, stop);
    }

    private async Task CreateDueAsync(CancellationToken stop)
    {
        foreach (var schedule in _schedules.All().Where(IsDue))
        {
            await Attempt.RunAsync(schedule, CreateAsync, stop);
        }
    }

    private bool IsDue(JsonObject schedule)
    {
        if (IntervalOf(schedule) is not { } interval || schedule.TextAt("status", "phase") != "Enabled" || schedule.BoolAt("spec", "paused") == true)
        {
            return false;
        }

        _seen.TryAdd(schedule.Uid(), _server.Now);
        return _server.Now >= _seen[schedule.Uid()] + interval;
    }

    private async Task CreateAsync(JsonObject schedule, CancellationToken stop)
    {
        var now = _server.Now;
        _seen[schedule.Uid()] = now;
        var backup = BackupOf(schedule, now);
        await _server.Client.CreateAsync(ResourcePaths.Of(backup), backup, stop);
        await _server.PatchStatusAsync(schedule, new JsonObject { ["lastBackup"] = MetaTime.Text(now) }, stop);
    }
}
