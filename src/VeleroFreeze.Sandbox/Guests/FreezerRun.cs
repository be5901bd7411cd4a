using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Guests;

/// <summary>A call of virt-freezer while it runs: what it has written, how long it took so far and what became of the guest.</summary>
internal sealed record FreezerRun(string Source, DateTimeOffset Started, Guest Guest)
{
    public int ExitCode { get; init; }

    public ImmutableList<string> Lines { get; init; } = [];

    public TimeSpan Took { get; init; }

    public DateTimeOffset Now => Started + Took;

    public string Stderr => string.Concat(Lines.Select(line => $"{line}\n"));

    public FreezerRun After(TimeSpan time) => this with { Took = Took + time };

    public FreezerRun After(CommandResult result) => this with { Took = Took + result.Took, Guest = result.After };

    public FreezerRun Info(int position, string message) => Log("info", position, message, reason: null);

    public FreezerRun Log(string level, int position, string message, string? reason)
    {
        // The logger writes a Go map, whose keys come sorted.
        var record = new JsonObject
        {
            ["component"] = "freezer",
            ["level"] = level,
            ["msg"] = message,
            ["pos"] = $"{Source}:{position}",
        };
        if (reason is not null)
        {
            record["reason"] = reason;
        }

        record["timestamp"] = Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return Raw(record.ToText());
    }

    public FreezerRun Fail(int position, string message, string? reason) => Log("error", position, message, reason).Exit(1);

    public FreezerRun Raw(string line) => this with { Lines = Lines.Add(line) };

    public FreezerRun Exit(int code) => this with { ExitCode = code };
}
