using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Json;
using VeleroFreeze.Sandbox.Velero.Logs;

namespace VeleroFreeze.Sandbox.Velero.Artifacts;

/// <summary>The warnings and errors of a log, sorted into buckets by the namespace that the line names, if it names one.</summary>
internal static class Results
{
    public static JsonObject Of(IReadOnlyList<LogEntry> log) => new()
    {
        ["warnings"] = Bucket(log.Where(entry => entry.Level == Severity.Warning)),
        ["errors"] = Bucket(log.Where(entry => entry.Level == Severity.Error)),
    };

    private static JsonObject Bucket(IEnumerable<LogEntry> entries)
    {
        var all = entries.ToList();
        var bucket = new JsonObject();
        Add(bucket, "velero", all.Where(entry => entry.Text("namespace") is null));
        Add(bucket, "cluster", all.Where(entry => entry.Text("namespace") is ""));
        var namespaces = new JsonObject();
        var named = all.Where(entry => entry.Text("namespace") is { Length: > 0 }).GroupBy(entry => entry.Text("namespace")!);
        foreach (var group in named.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Add(namespaces, group.Key, group);
        }

        if (namespaces.Count > 0)
        {
            bucket["namespaces"] = namespaces;
        }

        return bucket;
    }

    private static void Add(JsonObject bucket, string name, IEnumerable<LogEntry> entries)
    {
        var texts = entries.Select(Text).ToJsonArray();
        if (texts.Count > 0)
        {
            bucket[name] = texts;
        }
    }

    private static string Text(LogEntry entry) =>
        Part("resource", entry.Text("resource")) + Part("name", entry.Text("name"))
        + Part("message", entry.Message) + Part("error", entry.Text(LogEntry.Error));

    private static string Part(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $" {name}: /{value}";
}
