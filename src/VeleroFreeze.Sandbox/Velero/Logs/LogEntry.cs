using System.Text.Json.Nodes;
using VeleroFreeze.Sandbox.Go;
using VeleroFreeze.Sandbox.Json;

namespace VeleroFreeze.Sandbox.Velero.Logs;

internal enum Severity
{
    Debug,
    Info,
    Warning,
    Error,
}

/// <summary>A field's value: text as Go's default printing shows it, and what stands in JSON.</summary>
internal sealed record LogValue(string Text, JsonNode Json)
{
    public static implicit operator LogValue(string text) => new(text, JsonValue.Create(text));

    /// <summary>A slice of strings. In text, an argument with a blank cannot be told from two arguments.</summary>
    public static LogValue Of(IReadOnlyList<string> words) => new($"[{string.Join(' ', words)}]", words.ToJsonArray());

    /// <summary>A duration inside a struct, as metav1.Duration is.</summary>
    public static LogValue Of(GoDuration duration) => new($"{{{duration}}}", JsonValue.Create(duration.ToString()));
}

internal sealed record LogField(string Key, LogValue Value);

internal sealed record LogEntry(DateTimeOffset Time, Severity Level, string Message, IReadOnlyList<LogField> Fields)
{
    public const string Error = "error";

    public string? Text(string key) => Fields.FirstOrDefault(field => field.Key == key)?.Value.Text;
}
