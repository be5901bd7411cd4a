using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Client;
using VeleroFreeze.Sandbox.Velero.Storage;

namespace VeleroFreeze.Sandbox.Velero.Server;

/// <summary>What all parts of the actor share.</summary>
internal sealed record VeleroServer(ClusterClient Client, VeleroOptions Options, ObjectStorage Storage)
{
    public TimeProvider Time => Options.Time;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Where the objects of a kind of Velero stand, in its own namespace.</summary>
    public string PathOf(string plural, string version = "v1") => $"/apis/velero.io/{version}/namespaces/{Options.Namespace}/{plural}";

    public Task<JsonObject> PatchStatusAsync(JsonObject item, JsonObject status, CancellationToken stop) =>
        Client.MergeAsync(ResourcePaths.Named(item), new JsonObject { ["status"] = status }, stop);

    /// <summary>Does something now and again, in virtual time.</summary>
    public async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(interval, Time, stop);
            await work(stop);
        }
    }

    /// <summary>Whether a time as it stands in an object has come.</summary>
    public bool IsPast(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant <= Now;

    public static DateTimeOffset Instant(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
