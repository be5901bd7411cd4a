using System.Globalization;
using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;

namespace VeleroFreeze.Sandbox.Velero.Logs;

/// <summary>The two formats of <c>velero server --log-format</c>, byte for byte as logrus writes them.</summary>
internal static class LogFormat
{
    public static string Text(LogEntry entry)
    {
        var head = new List<(string Key, string Value)> { ("time", Time(entry)), ("level", Level(entry)) };
        if (entry.Message.Length > 0)
        {
            head.Add(("msg", entry.Message));
        }

        var fields = entry.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => (field.Key, field.Value.Text));
        return string.Join(' ', head.Concat(fields).Select(pair => $"{pair.Item1}={Value(pair.Item2)}"));
    }

    public static string Json(LogEntry entry)
    {
        var members = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var field in entry.Fields)
        {
            members[field.Key == LogEntry.Error ? "error.message" : field.Key] = field.Value.Json;
        }

        members["level"] = Level(entry);
        members["msg"] = entry.Message;
        members["time"] = Time(entry);
        return GoText.Json(new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value.DeepClone()))));
    }

    private static string Value(string text) => text.All(IsBare) ? text : GoText.Quote(text);

    private static bool IsBare(char letter) => char.IsAsciiLetterOrDigit(letter) || "._/@^+-".Contains(letter);

    private static string Level(LogEntry entry) => entry.Level switch
    {
        Severity.Debug => "debug",
        Severity.Info => "info",
        Severity.Warning => "warning",
        _ => "error",
    };

    private static string Time(LogEntry entry) => Timestamp(entry.Time);

    /// <summary>RFC3339 in whole seconds, in UTC, the zone of Velero's container.</summary>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
